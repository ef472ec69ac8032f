import { describe, expect, it } from '@jest/globals';
import { decisionRecord } from '../../../src/healing/decision-record.ts';
import type { Case, Decision } from '../../../src/healing/policy.ts';
import { attempt, container, HEAL, SETTINGS, SURROUNDINGS, T0 } from '../../support/charts.ts';

const SICK = { kind: 'sick', type: 'container_exited', severity: 'critical', reason: 'exited_non_zero' } as const;
const inputs: Case = {
  ...{ verdict: { ...SICK, description: '' }, since: T0, container: container({ state: 'exited', health: 'none' }) },
  ...{ settings: SETTINGS, heal: HEAL, attempts: [attempt(), attempt()], calledOff: [], climbed: [attempt()] },
  ...{ escalated: false, place: 'ordinary', stranded: false, badUpdate: true },
  relatives: [
    { target: 'db', state: 'sick', since: T0, incidentId: 'i1' },
    { target: 'disk', state: 'well', since: T0, incidentId: undefined },
  ],
  pause: { reason: 'guarded', until: T0 + 9 },
  surroundings: { ...SURROUNDINGS, hostAttempts: [T0 - 3, T0 - 2, T0 - 1], sick: 4, watched: 30 },
};
const record = (decision: Decision) => decisionRecord(decision, inputs, T0 + 5);

describe('a decision on record', () => {
  it('names the act, or what else it came to, and why', () => {
    const act = record({ kind: 'act', action: 'recreate', attempt: 1, reason: 'exited_non_zero' });
    expect(act).toMatchObject({ at: T0 + 5, decision: 'recreate', reason: 'exited_non_zero', until: undefined });
    const wait = record({ kind: 'wait', until: T0 + 9, reason: 'guarded' });
    expect(wait).toMatchObject({ decision: 'wait', reason: 'guarded', until: T0 + 9 });
    const hold = record({ kind: 'hold', reason: 'shadow_mode' });
    expect(hold).toMatchObject({ decision: 'hold', reason: 'shadow_mode', until: undefined });
    const shadow = record({ kind: 'hold', reason: 'shadow_mode', would: 'restart' });
    expect(shadow.inputs.would).toBe('restart');
  });

  it('tells all that it rested on', () => {
    expect(record({ kind: 'hold', reason: 'shadow_mode' }).inputs).toEqual({
      verdict: 'sick',
      verdictReason: 'exited_non_zero',
      state: 'exited',
      health: 'none',
      restartPolicy: 'no',
      place: 'ordinary',
      actions: ['restart'],
      attempts: 1,
      maxAttempts: 2,
      attemptsRemembered: 2,
      handedOver: false,
      badUpdate: true,
      parents: ['db: sick', 'disk: well'],
      pause: 'guarded',
      mode: 'heal',
      engineReachable: true,
      resyncing: false,
      hostAttempts: 3,
      sick: 4,
      watched: 30,
    });
  });

  it('tells of no pause where there is none', () => {
    const free = decisionRecord({ kind: 'hold', reason: 'shadow_mode' }, { ...inputs, pause: undefined }, T0);
    expect(free.inputs.pause).toBeUndefined();
  });
});
