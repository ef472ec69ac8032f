import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../src/config/load.ts';
import type { History } from '../../../src/replay/history.ts';
import { NO_PORT, run } from '../../support/cli.ts';
import { NOW } from '../../support/fleet.ts';
import { anIncident, aRemediation } from '../../support/records.ts';
import { healed, history, hopeless } from '../replay/scenes.ts';

const DAY = 86_400_000;

/** A `new.yml` with this text beside the shipped settings. */
const withPolicy = (text: string, record: History, asked: unknown[] = []) => ({
  loadConfig: (over?: string) =>
    loadConfig({
      env: { PARAMEDIC_MODE: 'heal' },
      cwd: '/nowhere',
      readFile: (path) => {
        if (path.endsWith('/new.yml')) return text;
        throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
      },
      ...(over === undefined ? {} : { over }),
    }),
  history: async (_config: unknown, since: number, until: number) => {
    asked.push(since, until);
    return record;
  },
});

const incident = anIncident({ target: 'shop/db#1', timestamp: NOW });
const acts = [1, 2].map((attempt) =>
  aRemediation(incident.id, { target: 'shop/db#1', intendedAt: NOW + attempt * 12_000, attempt }),
);
const RECORD = history([...healed('shop/web#1', 600), ...hopeless('shop/db#1')], {
  incidents: [incident, anIncident({ target: 'shop/db#1', type: 'heal_failed', timestamp: NOW + 30_000 })],
  remediations: acts,
  refusals: [{ host: 'box', target: 'shop/db#1', reason: 'backoff', count: 1 }],
});
const POLICY = 'heal:\n  max_attempts: 1\n  stop_timeout: 20s\n';

describe('paramedic replay', () => {
  it('shows what was done and what each policy would do, for all and for each container', async () => {
    const { exitCode, stdout, stderr } = await run('replay --policy new.yml', NO_PORT, withPolicy(POLICY, RECORD));
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Replay from 2026-11-20 11:59Z to 2026-11-21 12:00Z: 9 flips, 2 containers
  heal.max_attempts: 2 → 1
  heal.stop_timeout: 10s → 20s (a replay cannot tell what this changes)

CONTAINER  POLICY   INCIDENTS  ATTEMPTS   REFUSALS   HAND-OVERS            FIRST ACTION
all        done     1          2 restart  1 backoff  1 heal_failed         12 s
           present  2          3 restart  1 backoff  1 attempts_exhausted  0 ms
           new      2          2 restart             1 attempts_exhausted  0 ms

By container
CONTAINER   POLICY   INCIDENTS  ATTEMPTS   REFUSALS   HAND-OVERS            FIRST ACTION
shop/db#1   done     1          2 restart  1 backoff  1 heal_failed         12 s
            present  1          2 restart  1 backoff  1 attempts_exhausted  0 ms
            new      1          1 restart             1 attempts_exhausted  0 ms
shop/web#1  done     0
            present  1          1 restart                                   0 ms
            new      1          1 restart                                   0 ms

Decisions that differ
AT                    CONTAINER  PRESENT                       NEW
2026-11-20 12:00:05Z  shop/db#1  refusal backoff               hand_over attempts_exhausted
2026-11-20 12:00:12Z  shop/db#1  restart
`);
    expect(stdout).toContain('\nWhat a replay cannot know\n  - Health is as it was recorded.');
    for (const line of stdout.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
  });

  it('keeps every figure of a row that is too long for one line', async () => {
    const reasons = ['backoff', 'container_budget', 'parent_sick', 'start_period', 'not_recorded', 'max_unhealthy'];
    const refusals = reasons.map((reason, n) => ({ host: 'box', target: 'shop/db#1', reason, count: 101 + n }));
    const record = { ...RECORD, refusals };
    const { stdout } = await run('replay --policy new.yml', NO_PORT, withPolicy(POLICY, record));
    expect(stdout).toContain(`
CONTAINER  POLICY   INCIDENTS  ATTEMPTS   REFUSALS              HAND-OVERS            FIRST ACTION
all        done     1          2 restart  101 backoff           1 heal_failed         12 s
                                          102 container_budget
                                          106 max_unhealthy
                                          105 not_recorded
                                          103 parent_sick
                                          104 start_period
           present  2          3 restart  1 backoff             1 attempts_exhausted  0 ms
`);
    for (const line of stdout.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
  });

  it('asks for seven days, or as far back as is wanted', async () => {
    const asked: number[] = [];
    await run('replay --policy new.yml', NO_PORT, withPolicy(POLICY, RECORD, asked));
    await run('replay --since 2d --policy new.yml', NO_PORT, withPolicy(POLICY, RECORD, asked));
    await run('replay --since 2026-11-20T11:00:00Z --policy new.yml', NO_PORT, withPolicy(POLICY, RECORD, asked));
    expect(asked).toEqual([NOW - 7 * DAY, NOW, NOW - 2 * DAY, NOW, NOW - 3_600_000, NOW]);
  });

  it('says so when nothing differs, and what was left out', async () => {
    const blind = healed('shop/web#1').map((flip) => ({ ...flip, detail: {} }));
    const parts = withPolicy('mode: heal\n', history(blind));
    const { stdout } = await run('replay --policy new.yml', NO_PORT, parts);
    expect(stdout).toContain('The new policy changes no setting.');
    expect(stdout).toContain('The two policies decide the same.');
    expect(stdout).toContain('  - 1 change to sick without what it was sick of: recorded by an older Paramedic.');
  });

  it('prints everything as JSON, with instants', async () => {
    const { stdout } = await run('replay --policy new.yml --json', NO_PORT, withPolicy(POLICY, RECORD));
    expect(JSON.parse(stdout)).toMatchObject({
      since: '2026-11-20T11:59:00.000Z',
      changed: [
        { key: 'heal.max_attempts', present: '2', proposed: '1', counts: true },
        { key: 'heal.stop_timeout', counts: false },
      ],
      all: { done: { attempts: { restart: 2 } }, proposed: { attempts: { restart: 2 } } },
      differences: [{ at: '2026-11-20T12:00:05.000Z', proposed: ['hand_over attempts_exhausted'] }, {}, {}],
      skipped: { flipsWithoutDetail: 0, sickBefore: 0, gaps: 0 },
    });
  });

  it('is stronger than the environment, and refuses a policy that is none', async () => {
    const shadow = await run('replay --policy new.yml', NO_PORT, withPolicy('mode: shadow\n', RECORD));
    expect(shadow.stdout).toContain('  mode: heal → shadow');
    expect(shadow.stdout).toMatch(/new +2 +2 shadow_mode/);
    const bad = await run('replay --policy new.yml', NO_PORT, withPolicy('heal:\n  max_attempts: many\n', RECORD));
    expect(bad).toMatchObject({ exitCode: 2, stdout: '' });
    expect(bad.stderr).toContain('heal.max_attempts');
    const missing = await run('replay --policy old.yml', NO_PORT, withPolicy(POLICY, RECORD));
    expect(missing).toMatchObject({ exitCode: 2, stdout: '' });
    expect(missing.stderr).toContain('--policy');
    expect(await run('replay', NO_PORT)).toMatchObject({ exitCode: 2 });
  });

  it('lets no name of a container write to the terminal', async () => {
    const hostile = '\u001b[2J\u009b31mweb\r\n\u202e';
    const record = history([...healed(hostile), ...hopeless(hostile, 600)]);
    const { stdout } = await run('replay --policy new.yml', NO_PORT, withPolicy(POLICY, record));
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});
