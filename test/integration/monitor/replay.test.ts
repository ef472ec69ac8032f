import { expect, it, jest } from '@jest/globals';
import { loadConfig } from '../../../src/config/load.ts';
import { readHistory } from '../../../src/errands.ts';
import { NO_PORT, run } from '../../support/cli.ts';
import { HEALTH_FILE, runContainer, SCRIPTS } from '../../support/engine.ts';
import { openWard, QUICK, type Ward } from '../../support/monitor.ts';

jest.setTimeout(120_000);

/** Long enough that the second attempt has to wait for it, however long it takes to find it sick again. */
const BACKOFF = { PARAMEDIC_HEAL_BACKOFF_MIN: '8s', PARAMEDIC_HEAL_BACKOFF_MAX: '8s' };
const TOKEN = 'c0rrect-h0rse-battery';

/** The command line beside this monitor: its settings, its database, and a `new.yml` with this text. */
const beside = ({ databaseUrl, monitor }: Ward, policy = '') => ({
  now: Date.now,
  loadConfig: (over?: string) =>
    loadConfig({
      env: { ...QUICK, ...BACKOFF, DATABASE_URL: databaseUrl, PARAMEDIC_LISTEN: new URL(monitor.app.url).host },
      cwd: '/nowhere',
      readFile: (path) => {
        if (path.endsWith('/new.yml')) return policy;
        throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
      },
      ...(over === undefined ? {} : { over }),
    }),
  history: readHistory,
});

it('the record of a real outage tells what happened, why, and what another policy would have decided', async () => {
  await using ward = await openWard(BACKOFF);
  const { monitor, labels } = ward;
  await using sick = await runContainer({
    ...{ healthCmd: `echo "with $API_TOKEN"; ${HEALTH_FILE}`, healthIntervalMs: 1_000, healthRetries: 1, labels },
    env: [`API_TOKEN=${TOKEN}`],
    script: `echo "begins with $API_TOKEN, password=hunter2hunter2"; ${SCRIPTS.neverRecovers}`,
  });
  await monitor.untilVerdict(sick.name, 'healthy');
  await sick.makeSick();
  const { incident } = await monitor.until('incident_escalated');
  const argv = async (command: string, policy?: string) => (await run(command, NO_PORT, beside(ward, policy))).stdout;

  // The evidence was taken before the first restart, and holds no secret.
  const shown = await argv(`incidents show ${incident.id}`);
  expect(shown).toContain('begins with [redacted secret], password=[redacted password]');
  expect(shown).toMatch(/Health checks\n.*\n.*with \[redacted secret\]/);
  expect(shown).not.toContain(TOKEN);

  // The decisions are on record, act and refusal and hand-over.
  const explained = JSON.parse(await argv(`explain ${sick.name} --since 1h --json`));
  const decided = explained.decisions.map(({ decision, reason }: { decision: string; reason: string }) => [
    decision,
    reason,
  ]);
  expect(decided).toEqual(
    expect.arrayContaining([
      ['restart', 'health_check_fails'],
      ['wait', 'backoff'],
      ['give_up', 'attempts_exhausted'],
    ]),
  );

  const one = JSON.parse(await argv('replay --since 1h --policy new.yml --json', 'heal:\n  max_attempts: 1\n'));
  const whole = { incidents: 1, attempts: { restart: 2 }, handOvers: { attempts_exhausted: 1 } };
  expect(one.all.done).toMatchObject({ ...whole, handOvers: { heal_failed: 1 } });
  expect(one.all.present).toMatchObject(whole);
  expect(one.all.proposed).toMatchObject({ ...whole, attempts: { restart: 1 } });
  expect(one.targets.map(({ target }: { target: string }) => target)).toEqual([sick.name]);
  expect(one.differences.length).toBeGreaterThanOrEqual(2);
  expect(one.skipped).toEqual({ flipsWithoutDetail: 0, sickBefore: 0, gaps: 0 });

  const same = JSON.parse(await argv('replay --since 1h --policy new.yml --json', 'heal:\n  max_attempts: 2\n'));
  expect(same).toMatchObject({ changed: [], differences: [] });
  const shadow = await argv('replay --since 1h --policy new.yml', 'mode: shadow\n');
  expect(shadow).toMatch(/new +1 +1 shadow_mode/);
});
