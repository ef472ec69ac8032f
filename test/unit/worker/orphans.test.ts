import { describe, expect, it } from '@jest/globals';
import { silentLogger } from '../../../src/base/logger.ts';
import type { ReapRun } from '../../../src/escalation/launch.ts';
import type { Run } from '../../../src/escalation/run.ts';
import { SEEN_LATELY_MS } from '../../../src/escalation/worker-sighting.ts';
import { nameOf, reapOrphans } from '../../../src/worker/orphans.ts';
import { run } from '../../support/escalations.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

const STARTED = 1_000_000;
const OURS = nameOf('box', 7, 'here');

interface Surroundings {
  /** When they began, by number. */
  readonly processes?: Readonly<Record<number, number>>;
  readonly own?: readonly string[];
  /** How long ago workers told of themselves, by name. */
  readonly seen?: Readonly<Record<string, number>>;
  /** What git says to clearing a worktree away. */
  readonly git?: () => void;
}

async function reaped(
  runs: readonly Run[],
  { processes = {}, own = [], seen = {}, git = () => {} }: Surroundings = {},
) {
  const killed: Parameters<ReapRun>[0][] = [];
  const ended: unknown[] = [];
  const removed: string[] = [];
  const cleared: string[][] = [];
  const clock = new FixedClock();
  await reapOrphans(new Set(own), {
    ...{ name: OURS, host: 'box', clock, logger: silentLogger },
    settings: { claude: { maxUsd: 2 } },
    queue: {
      unfinishedRuns: async () => [...runs],
      endRun: async (id: string, end: object) => void ended.push([id, end]),
    },
    archive: {
      workers: async (since: number) =>
        Object.keys(seen)
          .filter((name) => clock.now() - (seen[name] ?? 0) >= since)
          .map((name) => ({ name })),
      story: async (id: string) => ({ escalation: { incidentId: `incident of ${id}` } }),
    },
    workshop: {
      clearAway: async (...about: string[]) => {
        expect(ended).toHaveLength(cleared.length);
        cleared.push(about);
        git();
      },
    },
    reap: async (it: Parameters<ReapRun>[0]) => killed.push(it),
    files: { removeRunFolder: async (id: string) => void removed.push(id) },
    processStart: async (pid: number) => processes[pid],
  } as unknown as Parameters<typeof reapOrphans>[1]);
  return { killed, ended, removed, cleared };
}

const of = (worker: string, part: Partial<Run> = {}): Run => run({ worker, startedAt: STARTED, id: worker, ...part });

describe('a run without an end', () => {
  it('is an orphan at once when its worker here is gone, or when its number is that of a later process', async () => {
    const { ended, killed, removed } = await reaped(
      [of('box:100:here', { pid: 5, pidStarted: 6 }), of('box:101:here'), of('box:102:here')],
      { processes: { 101: STARTED - 50_000, 102: STARTED + 1_001 }, seen: { 'box:100:here': 0, 'box:102:here': 0 } },
    );
    expect(killed).toEqual([
      { runId: 'box:100:here', pid: 5, pidStarted: 6 },
      { runId: 'box:102:here', pid: undefined, pidStarted: undefined },
    ]);
    expect(removed).toEqual(['box:100:here', 'box:102:here']);
    expect(ended).toMatchObject([
      ['box:100:here', { outcome: 'lost', error: 'its worker box:100:here has died', costUsd: 0 }],
      ['box:102:here', { outcome: 'lost' }],
    ]);
  });

  it('is left alone while its worker is heard of, which is of the same host name and not to be seen from here', async () => {
    // A second container under one host name: there, too, the worker is the process 7.
    const runs = [of('box:7:there'), of('box:9:there'), of('box:9')];
    const seen = { 'box:7:there': SEEN_LATELY_MS, 'box:9:there': 0, 'box:9': 0 };
    const living = await reaped(runs, { seen, processes: { 7: 0 } });
    expect([living.ended, living.killed, living.removed]).toEqual([[], [], []]);
  });

  it('is an orphan once such a worker was not heard of for long, whatever process has its number here', async () => {
    const runs = [of('box:7:there'), of('box:9')];
    const seen = { 'box:7:there': SEEN_LATELY_MS + 1, 'box:9': SEEN_LATELY_MS + 1 };
    const { ended } = await reaped(runs, { seen, processes: { 7: 0 } });
    expect(ended).toMatchObject([
      ['box:7:there', { outcome: 'lost' }],
      ['box:9', { outcome: 'lost' }],
    ]);
  });

  it('is no orphan while we work on it, and one when it was ours before we started anew', async () => {
    const ours = of(OURS);
    expect((await reaped([ours], { processes: { 7: 0 }, own: [ours.id] })).ended).toEqual([]);
    expect((await reaped([ours], { processes: { 7: 0 }, seen: { [OURS]: 0 } })).ended).toHaveLength(1);
  });

  it('leaves no worktree: it is cleared away while the row still keeps others out of the workspace', async () => {
    const cutOff = { escalationId: 'e1', workspace: '/srv/shop' };
    const { cleared, ended } = await reaped([of('box:1:here', cutOff)]);
    expect(cleared).toEqual([['/srv/shop', 'paramedic/incident of e1']]);
    expect(ended).toHaveLength(1);
    expect((await reaped([of('box:1:here', { ...cutOff, workspace: undefined })])).cleared).toEqual([]);
  });

  it('ends also when git cannot clear its worktree away', async () => {
    const git = () => {
      throw new Error('index.lock exists');
    };
    const { cleared, ended } = await reaped([of('box:1:here', { workspace: '/srv/shop' })], { git });
    expect([cleared.length, ended.length]).toEqual([1, 1]);
  });

  it('counts as the most that it may have cost once it has spoken with the API', async () => {
    const { ended } = await reaped([
      of('box:1:here', { sessionId: 's', costUsd: 0.5 }),
      of('box:2:here', { sessionId: 's', costUsd: 3 }),
    ]);
    expect(ended).toMatchObject([
      ['box:1:here', { costUsd: 2 }],
      ['box:2:here', { costUsd: 3 }],
    ]);
  });
});
