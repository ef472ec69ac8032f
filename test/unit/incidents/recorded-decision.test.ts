import { expect, it } from '@jest/globals';
import { isNewDecision, recordedDecision } from '../../../src/incidents/recorded-decision.ts';

const decision = { at: 5, decision: 'wait', reason: 'backoff', until: 9, inputs: { attempts: 1 } };

it('puts a decision on record as it was made', () => {
  expect(recordedDecision('d1', 'web', 'box', undefined, decision)).toEqual({
    ...decision,
    id: 'd1',
    target: 'web',
    host: 'box',
    incidentId: undefined,
  });
});

it('records the first decision, and then what differs in answer or reason', () => {
  expect(isNewDecision(undefined, decision)).toBe(true);
  expect(isNewDecision(decision, { ...decision, at: 6, until: 10, inputs: {} })).toBe(false);
  expect(isNewDecision(decision, { ...decision, reason: 'budget' })).toBe(true);
  expect(isNewDecision(decision, { ...decision, decision: 'hold' })).toBe(true);
});
