import { describe, expect, it } from '@jest/globals';
import { silentLogger } from '../../../src/base/logger.ts';
import type { Run } from '../../../src/escalation/escalation.ts';
import type { ReapRun } from '../../../src/escalation/launch.ts';
import { nameOf, reapOrphans } from '../../../src/worker/orphans.ts';
import { run } from '../../support/escalations.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

const STARTED = 1_000_000;

/** `processes`: when they began, by number. */
async function reaped(
  runs: readonly Run[],
  processes: Readonly<Record<number, number>> = {},
  own: readonly string[] = [],
) {
  const killed: Parameters<ReapRun>[0][] = [];
  const ended: unknown[] = [];
  const removed: string[] = [];
  await reapOrphans(new Set(own), {
    ...{ name: 'box:7', host: 'box', clock: new FixedClock(), logger: silentLogger },
    settings: { claude: { maxUsd: 2 } },
    queue: {
      unfinishedRuns: async () => [...runs],
      endRun: async (id: string, end: object) => void ended.push([id, end]),
    },
    reap: async (it: Parameters<ReapRun>[0]) => killed.push(it),
    files: { removeRunFolder: async (id: string) => void removed.push(id) },
    processStart: async (pid: number) => processes[pid],
  } as unknown as Parameters<typeof reapOrphans>[1]);
  return { killed, ended, removed };
}

const of = (worker: string, part: Partial<Run> = {}): Run => run({ worker, startedAt: STARTED, id: worker, ...part });

describe('a run without an end', () => {
  it('is an orphan when its worker is gone, or when its number is that of a later process', async () => {
    const { ended, killed, removed } = await reaped(
      [of('box:100', { pid: 5, pidStarted: 6 }), of('box:101'), of('box:102')],
      { 101: STARTED - 50_000, 102: STARTED + 1_001 },
    );
    expect(killed).toEqual([
      { runId: 'box:100', pid: 5, pidStarted: 6 },
      { runId: 'box:102', pid: undefined, pidStarted: undefined },
    ]);
    expect(removed).toEqual(['box:100', 'box:102']);
    expect(ended).toMatchObject([
      ['box:100', { outcome: 'lost', error: 'its worker box:100 has died', costUsd: 0 }],
      ['box:102', { outcome: 'lost' }],
    ]);
  });

  it('is no orphan while we work on it, and one when it was ours before we started anew', async () => {
    const ours = of(nameOf('box', 7));
    expect((await reaped([ours], { 7: 0 }, [ours.id])).ended).toEqual([]);
    expect((await reaped([ours], { 7: 0 })).ended).toHaveLength(1);
  });

  it('counts as the most that it may have cost once it has spoken with the API', async () => {
    const { ended } = await reaped([
      of('box:1', { sessionId: 's', costUsd: 0.5 }),
      of('box:2', { sessionId: 's', costUsd: 3 }),
    ]);
    expect(ended).toMatchObject([
      ['box:1', { costUsd: 2 }],
      ['box:2', { costUsd: 3 }],
    ]);
  });
});
