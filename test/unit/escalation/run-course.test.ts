import { describe, expect, it } from '@jest/globals';
import { RUN_OUTCOMES } from '../../../src/escalation/run.ts';
import {
  decideAbort,
  decideAfterRun,
  isSettled,
  type RunCase,
  type RunWatch,
} from '../../../src/escalation/run-course.ts';

const CLAIMED = 1_000;
const incident = (status: 'escalated' | 'resolved', joinedAt = 500) => ({
  id: 'i',
  status,
  resolution: undefined,
  joinedAt,
});
const watch = (part: Partial<RunWatch> = {}): RunWatch => ({
  ...{
    incidents: [incident('escalated')],
    cancelReason: undefined,
    claimedAt: CLAIMED,
    acted: false,
    resolvedSince: undefined,
  },
  ...part,
});

describe('a session that runs', () => {
  it('goes on while its incident is open', () => {
    expect(decideAbort(watch(), 5_000)).toBeUndefined();
    expect(decideAbort(watch({ acted: true }), 500_000)).toBeUndefined();
  });

  it('is ended when that is asked for, whatever it has done', () => {
    expect(decideAbort(watch({ cancelReason: 'by ann', acted: true }), 5_000)).toBe('asked_to_cancel');
  });

  it('is ended at once when all is over without an act of its own', () => {
    expect(decideAbort(watch({ incidents: [incident('resolved')], resolvedSince: 5_000 }), 5_000)).toBe('over');
  });

  it('has 120 s for its report when all is over after an act of its own', () => {
    const over = watch({ incidents: [incident('resolved')], acted: true, resolvedSince: 10_000 });
    expect(decideAbort(over, 129_999)).toBeUndefined();
    expect(decideAbort(over, 130_000)).toBe('report_overdue');
  });

  it('is about the incidents that were there when it was claimed, and about all of them', () => {
    expect(isSettled(watch({ incidents: [incident('resolved'), incident('escalated', 2_000)] }))).toBe(true);
    expect(isSettled(watch({ incidents: [incident('resolved'), incident('escalated')] }))).toBe(false);
    expect(isSettled(watch({ incidents: [incident('resolved', 2_000)] }))).toBe(false);
    expect(isSettled(watch({ incidents: [incident('resolved', CLAIMED)] }))).toBe(true);
  });
});

describe('after a session', () => {
  const next = (part: Partial<RunCase>) =>
    decideAfterRun({ outcome: 'launch_failed', acted: false, attempts: 1, maxAttempts: 3, settled: false, ...part });
  const AGAIN = ['no_first_event', 'api_error', 'lost', 'launch_failed'];

  it.each(RUN_OUTCOMES)('that ended as %s it is observed, or tried again when it never came to work', (outcome) => {
    expect(next({ outcome }).kind).toBe(AGAIN.includes(outcome) ? 'again' : 'observe');
  });

  it('it waits longer each time and gives up after the last attempt', () => {
    expect([1, 2, 3, 4].map((attempts) => next({ attempts }))).toEqual([
      ...[{ kind: 'again', inMs: 60_000 }, { kind: 'again', inMs: 120_000 }, { kind: 'give_up' }, { kind: 'give_up' }],
    ]);
  });

  it('nothing is tried again that has acted, or that is over', () => {
    expect(next({ acted: true, attempts: 3 })).toEqual({ kind: 'observe' });
    expect(next({ settled: true, attempts: 3 })).toEqual({ kind: 'observe' });
  });
});
