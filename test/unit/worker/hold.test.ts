import { describe, expect, it } from '@jest/globals';
import { ParamedicError } from '../../../src/base/errors.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { ClaimState, EscalationQueue } from '../../../src/escalation/queue-port.ts';
import { newBells } from '../../../src/worker/bells.ts';
import { Hold } from '../../../src/worker/hold.ts';
import { escalation } from '../../support/escalations.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

const AWAY = new ParamedicError('storage_unreachable', 'away', { retryable: true });
const HELD: ClaimState = { held: true, cancelReason: undefined, incidents: [] };

/** A claim whose renewals go as the test says. */
function holding() {
  const clock = new FixedClock();
  const answers = { renew: async (): Promise<ClaimState> => HELD, markActed: async () => true };
  const queue = { renew: () => answers.renew(), markActed: () => answers.markActed() } as unknown as EscalationQueue;
  const hold = new Hold({ escalation: escalation(), fence: 1 }, { queue, clock, logger: silentLogger }, newBells());
  return { clock, answers, hold };
}

describe('a claim', () => {
  it('is lost when somebody else has it', async () => {
    const { hold, answers } = holding();
    await hold.look();
    expect(hold.lost.aborted).toBe(false);
    answers.renew = async () => ({ held: false });
    await hold.look();
    expect(hold.lost.aborted).toBe(true);
  });

  it('outlasts an absence of Postgres that is shorter than the lease, and no longer one', async () => {
    const { hold, answers, clock } = holding();
    await hold.look();
    answers.renew = () => Promise.reject(AWAY);
    clock.at += 29_000;
    await hold.look();
    expect([hold.lost.aborted, hold.state]).toEqual([false, HELD]);
    answers.renew = async () => HELD;
    await hold.look();
    answers.renew = () => Promise.reject(AWAY);
    clock.at += 29_999;
    await hold.look();
    expect(hold.lost.aborted).toBe(false);
    clock.at += 1;
    await hold.look();
    expect(hold.lost.aborted).toBe(true);
  });

  it('is lost on an error that no further try can cure', async () => {
    const { hold, answers } = holding();
    answers.renew = () => Promise.reject(new Error('no such column'));
    await hold.look();
    expect(hold.lost.aborted).toBe(true);
  });

  it('permits an act only while it holds, and remembers it', async () => {
    const { hold, answers } = holding();
    expect(hold.acted).toBe(false);
    expect(await hold.markActed()).toBe(true);
    expect(hold.acted).toBe(true);
    answers.markActed = async () => false;
    expect(await hold.markActed()).toBe(false);
    expect(hold.lost.aborted).toBe(true);
    answers.markActed = async () => true;
    expect(await hold.markActed()).toBe(false);
  });

  it('permits no act when nobody knows', async () => {
    const { hold, answers } = holding();
    answers.markActed = () => Promise.reject(AWAY);
    await expect(hold.markActed()).rejects.toThrow('away');
    expect(hold.acted).toBe(false);
  });

  it.each([
    ['done', true, true],
    ['failed', true, false],
    ['refused', false, false],
    ['expired', false, false],
  ] as const)('an act of a monitor that is %s', async (kind, acted, marked) => {
    const { hold, answers } = holding();
    let marks = 0;
    answers.markActed = async () => {
      marks += 1;
      return true;
    };
    expect(await hold.beginAct()).toBe(true);
    // While it is under way, nobody may think that nothing was done.
    expect([hold.acted, marks]).toEqual([true, 0]);
    await hold.endAct(kind);
    expect([hold.acted, marks]).toEqual([acted, marked ? 1 : 0]);
  });

  it('is acted on also when that could not be noted', async () => {
    const { hold, answers } = holding();
    await hold.beginAct();
    answers.markActed = () => Promise.reject(AWAY);
    await hold.endAct('done');
    expect([hold.acted, hold.lost.aborted]).toEqual([true, false]);
  });

  it('lets nobody begin an act who has lost it, or does not know', async () => {
    const { hold, answers } = holding();
    answers.renew = () => Promise.reject(AWAY);
    await expect(hold.beginAct()).rejects.toThrow('away');
    answers.renew = async () => ({ held: false });
    expect(await hold.beginAct()).toBe(false);
    answers.renew = async () => HELD;
    expect(await hold.beginAct()).toBe(false);
    expect(hold.acted).toBe(false);
  });

  it('knows of an act of an earlier attempt', () => {
    const { clock } = holding();
    const claim = { escalation: escalation({ actedAt: 5 }), fence: 2 };
    const queue = {} as EscalationQueue;
    expect(new Hold(claim, { queue, clock, logger: silentLogger }, newBells()).acted).toBe(true);
  });
});
