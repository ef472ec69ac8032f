import { describe, expect, it } from '@jest/globals';
import { ParamedicError } from '../../../../src/base/errors.ts';
import { ableWorkers, checkWorkers } from '../../../../src/cli/doctor/check-worker.ts';
import { NOW } from '../../../support/fleet.ts';
import { sighting } from '../../../support/on-call.ts';
import { validConfig } from '../../../support/valid-config.ts';

const config = validConfig();
const insists = validConfig({ PARAMEDIC_CLAUDE_ENABLED: 'true' });
const old = sighting({ name: 'gone', seenAt: NOW - 120_001 });

describe('workers', () => {
  it('that are ready are named', () => {
    expect(checkWorkers({ value: [sighting({ seenAt: NOW - 5_000 })] }, config, NOW)).toEqual([
      { level: 'ok', name: 'worker', message: 'w1 on box, seen 5 s ago, is ready' },
    ]);
  });

  it('that cannot launch say why, one by one', () => {
    const lame = sighting({ name: 'w2', able: false, reason: 'no key' });
    expect(checkWorkers({ value: [sighting(), lame] }, config, NOW)).toMatchObject([
      { level: 'ok' },
      {
        level: 'warn',
        message: 'w2 on box, seen just now, cannot launch Claude Code: no key',
        cure: expect.stringContaining('where it runs'),
      },
    ]);
  });

  it('that were not seen for two minutes do not count', () => {
    expect(checkWorkers({ value: [sighting({ seenAt: NOW - 120_000 })] }, config, NOW)).toMatchObject([
      { level: 'ok' },
    ]);
    expect(checkWorkers({ value: [sighting({ name: 'older', seenAt: 0 }), old] }, config, NOW)).toMatchObject([
      {
        level: 'warn',
        message: expect.stringMatching(/^none was seen in the last 2 min \(the last was gone on box, 2 min ago\)/),
        cure: expect.stringContaining('docker compose --profile claude up'),
      },
    ]);
    expect(ableWorkers({ value: [old, sighting({ able: false }), sighting({ name: 'good' })] }, NOW)).toMatchObject([
      { name: 'good' },
    ]);
  });

  it('that nobody ever started are missed, and the end of the queue is told', () => {
    const [check] = checkWorkers({ value: [] }, config, NOW);
    expect(check).toMatchObject({
      message:
        'none was seen in the last 2 min: what is escalated waits on the queue, and after 30 min a person is told',
    });
  });

  it('are missed more where somebody insists on Claude Code', () => {
    expect(checkWorkers({ value: [] }, insists, NOW)).toMatchObject([{ level: 'fail' }]);
    expect(checkWorkers({ value: [sighting({ able: false })] }, insists, NOW)).toMatchObject([{ level: 'fail' }]);
  });

  it('that cannot be seen are no failure, whatever is insisted on', () => {
    const error = new ParamedicError('no_database_yet', 'There is no database.', { cure: 'Set DATABASE_URL.' });
    expect(checkWorkers({ error }, insists, NOW)).toEqual([
      {
        level: 'warn',
        name: 'worker',
        message: 'whether one runs cannot be seen: There is no database.',
        cure: 'Set DATABASE_URL.',
      },
    ]);
    expect(checkWorkers({ error: new Error('boom') }, config, NOW)).toMatchObject([
      { cure: 'Run `paramedic doctor` where the monitor runs.' },
    ]);
    expect(ableWorkers({ error }, NOW)).toEqual([]);
  });
});
