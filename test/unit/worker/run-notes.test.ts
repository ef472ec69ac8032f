import { describe, expect, it } from '@jest/globals';
import { silentLogger } from '../../../src/base/logger.ts';
import type { EscalationQueue } from '../../../src/escalation/queue-port.ts';
import { RunNotes } from '../../../src/worker/run-notes.ts';

const tokens = { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 };
const progress = (turns: number) => ({ kind: 'progress', progress: { turns, costUsd: turns / 10, tokens } }) as const;

/** A queue that takes its time: each note is written when the test lets it. */
function slowQueue() {
  const written: unknown[] = [];
  const doors: (() => void)[] = [];
  const noteRun: EscalationQueue['noteRun'] = async (id, facts) => {
    await new Promise<void>((open) => doors.push(open));
    written.push([id, facts]);
  };
  return { queue: { noteRun } as EscalationQueue, written, open: () => doors.shift()?.() };
}

describe('notes of a run', () => {
  it('are written in order, one at a time, and what comes meanwhile goes together', async () => {
    const { queue, written, open } = slowQueue();
    const notes = new RunNotes('r1', { queue, logger: silentLogger });
    notes.take({ kind: 'process', pid: 7, pidStarted: undefined });
    notes.take({ kind: 'first_event', afterMs: 350 });
    notes.take({ kind: 'session', sessionId: 's' });
    notes.take(progress(1));
    notes.take(progress(2));
    open();
    await Promise.resolve();
    expect(written).toEqual([['r1', { pid: 7 }]]);
    const settled = notes.settled();
    await new Promise(setImmediate);
    open();
    await settled;
    expect(written.slice(1)).toEqual([['r1', { firstEventMs: 350, sessionId: 's', turns: 2, costUsd: 0.2, tokens }]]);
  });

  it('go on after one that could not be written', async () => {
    const written: unknown[] = [];
    const noteRun: EscalationQueue['noteRun'] = async (_, facts) => {
      if (facts.pid !== undefined) throw new Error('away');
      written.push(facts);
    };
    const notes = new RunNotes('r1', { queue: { noteRun } as EscalationQueue, logger: silentLogger });
    notes.take({ kind: 'process', pid: 7, pidStarted: 8 });
    await notes.settled();
    notes.take({ kind: 'session', sessionId: 's' });
    notes.take({ kind: 'waiting', forApproval: true });
    await notes.settled();
    expect(written).toEqual([{ sessionId: 's' }]);
  });
});
