import { describe, expect, it } from '@jest/globals';
import { silentLogger } from '../../../src/base/logger.ts';
import type { EscalationQueue } from '../../../src/escalation/queue-port.ts';
import type { AskPerson } from '../../../src/worker/ask-person.ts';
import { newBells } from '../../../src/worker/bells.ts';
import { Hold } from '../../../src/worker/hold.ts';
import { runGate } from '../../../src/worker/run-gate.ts';
import { escalation } from '../../support/escalations.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { prepared, scopeOf } from '../../support/gate.ts';

const bash = (command: string) => prepared('Bash', { command });

/** The gate of a run whose every question a person answers with yes. */
function gateOf({ inPlace, held = true }: { inPlace: boolean; held?: boolean }) {
  const queue = { markActed: async () => held } as unknown as EscalationQueue;
  const claim = { escalation: escalation(), fence: 1 };
  const hold = new Hold(claim, { queue, clock: new FixedClock(), logger: silentLogger }, newBells());
  const person = { ask: async () => 'approved' } as unknown as AskPerson;
  return { hold, gate: runGate({ scope: scopeOf(), inPlace, hold, person }) };
}

describe('what counts as an act of a run', () => {
  it.each(['git restore a.ts', 'git rm a.ts'])('in place a change of files does: %s', async (command) => {
    const { hold, gate } = gateOf({ inPlace: true });
    expect((await gate.judge(bash(command))).kind).toBe('allow');
    expect(hold.acted).toBe(true);
  });

  it.each(['npm ci', 'make', 'git mv a.ts b.ts'])('in place what a person has allowed does: %s', async (command) => {
    const { hold, gate } = gateOf({ inPlace: true });
    const call = bash(command);
    expect((await gate.judge(call)).kind).toBe('ask');
    expect(hold.acted).toBe(false);
    await gate.ask(call, { reason: 'r', message: 'm' }, new AbortController().signal);
    expect(await gate.judge(call)).toEqual({ kind: 'allow', rule: 'approved' });
    expect(hold.acted).toBe(true);
  });

  it.each(['git restore a.ts', 'npm ci'])(
    'in a worktree nothing does, for no container runs from there: %s',
    async (command) => {
      const { hold, gate } = gateOf({ inPlace: false });
      await gate.ask(bash(command), { reason: 'r', message: 'm' }, new AbortController().signal);
      expect((await gate.judge(bash(command))).kind).toBe('allow');
      expect(hold.acted).toBe(false);
    },
  );

  it('looking does not', async () => {
    const { hold, gate } = gateOf({ inPlace: true });
    expect((await gate.judge(bash('git status'))).kind).toBe('allow');
    expect(hold.acted).toBe(false);
  });

  it('is denied to who has lost the claim', async () => {
    const { gate } = gateOf({ inPlace: true, held: false });
    expect(await gate.judge(bash('git rm a.ts'))).toMatchObject({ kind: 'deny', reason: 'claim_lost' });
  });
});
