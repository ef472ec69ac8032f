import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideOutcome, OBSERVATION_MARGIN_MS, type OutcomeCase } from '../../../src/escalation/outcome.ts';
import { RUN_OUTCOMES } from '../../../src/escalation/run.ts';
import { INCIDENT_STATUSES, RESOLUTIONS } from '../../../src/incidents/incident.ts';
import { T0 } from '../../support/charts.ts';

type Part = Partial<OutcomeCase['incidents'][number]>;
const incident = (part: Part = {}) => ({
  ...{ id: 'a', status: 'escalated' as const, resolution: undefined, joinedAt: T0 - 1_000 },
  ...part,
});
const solved = (resolution: 'claude' | 'human' | 'self_recovered', part: Part = {}) =>
  incident({ status: 'resolved', resolution, ...part });
const given = (part: Partial<OutcomeCase> = {}): OutcomeCase => ({
  incidents: [incident()],
  claimedAt: T0,
  run: 'completed',
  acted: true,
  endedAt: T0 + 60_000,
  verifyMs: 30_000,
  ...part,
});
const UNTIL = T0 + 60_000 + 30_000 + OBSERVATION_MARGIN_MS;

describe('decideOutcome', () => {
  it.each<[string, Partial<OutcomeCase>, number, unknown]>([
    ['seen healthy after its act', { incidents: [solved('claude')] }, T0, { outcome: 'resolved', reason: 'verified' }],
    [
      'seen healthy although the run ended badly',
      { incidents: [solved('claude')], run: 'wall_clock' },
      T0,
      { outcome: 'resolved', reason: 'verified' },
    ],
    [
      'recovered by itself',
      { incidents: [solved('self_recovered')], acted: false },
      T0,
      { outcome: 'cancelled', reason: 'recovered_without_claude' },
    ],
    [
      'a person was quicker',
      { incidents: [solved('human')] },
      T0,
      { outcome: 'cancelled', reason: 'resolved_by_a_person' },
    ],
    ['still sick when its time is over', {}, UNTIL, { outcome: 'inconclusive', reason: 'not_verified' }],
    ['nothing was done', { acted: false }, T0, { outcome: 'inconclusive', reason: 'nothing_done' }],
    [
      'nothing was done, because it could not',
      { acted: false, run: 'api_error' },
      T0,
      { outcome: 'inconclusive', reason: 'run_failed' },
    ],
    ['cancelled', { run: 'cancelled' }, T0, { outcome: 'cancelled', reason: 'asked_to_cancel' }],
    [
      'one of two is still open',
      { incidents: [solved('claude'), incident({ id: 'b' })] },
      UNTIL,
      { outcome: 'inconclusive', reason: 'not_verified' },
    ],
    [
      'what joined after the claim is another matter',
      { incidents: [solved('claude'), incident({ id: 'b', joinedAt: T0 + 1 })] },
      T0,
      { outcome: 'resolved', reason: 'verified' },
    ],
  ])('%s', (_what, part, now, end) => {
    expect(decideOutcome(given(part), now)).toEqual({ kind: 'end', ...(end as object) });
  });

  it('waits for the verification and no longer', () => {
    expect(decideOutcome(given(), UNTIL - 1)).toEqual({ kind: 'wait', until: UNTIL });
    expect(decideOutcome(given(), UNTIL).kind).toBe('end');
  });

  it('calls nothing resolved that was not observed, whatever the run came to', () => {
    const anything = fc.record({
      incidents: fc.array(
        fc.record({
          id: fc.uuid(),
          status: fc.constantFrom(...INCIDENT_STATUSES),
          resolution: fc.constantFrom(undefined, ...RESOLUTIONS),
          joinedAt: fc.integer({ min: T0 - 10, max: T0 }),
        }),
        { maxLength: 4 },
      ),
      run: fc.constantFrom(...RUN_OUTCOMES),
      acted: fc.boolean(),
      late: fc.integer({ min: 0, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(anything, ({ incidents, run, acted, late }) => {
        const decision = decideOutcome(given({ incidents, run, acted }), T0 + late);
        const observed =
          incidents.length > 0 &&
          incidents.every(({ status }) => status === 'resolved') &&
          incidents.some(({ resolution }) => resolution === 'claude');
        expect(decision.kind === 'end' && decision.outcome === 'resolved').toBe(observed);
      }),
    );
  });
});
