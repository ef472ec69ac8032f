import { describe, expect, it } from '@jest/globals';
import { workerDeps } from '../../../src/app/make-worker.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { Database } from '../../../src/storage/database.ts';
import { escalationStore } from '../../../src/storage/escalation-store.ts';
import { configOf } from '../../support/cli.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

function secretsWith(environment: Record<string, string>): readonly string[] {
  const loaded = configOf(environment);
  if (!loaded.ok) throw new Error('unreachable');
  const { config } = loaded;
  const surroundings = { path: '/bin', home: '/nowhere' };
  const escalations = escalationStore(new Database());
  return workerDeps({ config, escalations, surroundings, clock: new FixedClock(), logger: silentLogger }).settings
    .secrets;
}

describe('what a worker hides', () => {
  it('has the passwords of its URLs in it, as they are written there and as they are in a log', () => {
    const secrets = secretsWith({
      PARAMEDIC_ALERTMANAGER_URL: 'http://alert:p%40ss-alert@alertmanager:9093',
      DATABASE_URL: 'postgres://paramedic:p%40ss-base@db/paramedic',
    });
    expect(secrets).toEqual(expect.arrayContaining(['p@ss-alert', 'p%40ss-alert', 'p@ss-base', 'p%40ss-base']));
  });

  it('has no address in it that is no secret', () => {
    expect(secretsWith({ PARAMEDIC_ALERTMANAGER_URL: 'http://alertmanager:9093' })).toEqual([]);
  });
});
