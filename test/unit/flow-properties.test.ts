import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Container } from '../../src/containers/container.ts';
import { type Intent, NO_INTENT } from '../../src/containers/intent.ts';
import { advance, advanceAfterAct } from '../../src/flow.ts';
import type { Step } from '../../src/healing/draft.ts';
import type { Remediation } from '../../src/incidents/incident.ts';
import { chart, container, counter, HEAL, SETTINGS, T0, world } from '../support/charts.ts';

/** What may happen to a container; the world that the monitor would live through. */
type Move =
  | { kind: 'health'; health: 'healthy' | 'unhealthy' | 'starting' }
  | { kind: 'crash' }
  | { kind: 'stopped_by_person' }
  | { kind: 'paused' }
  | { kind: 'up' }
  | { kind: 'look' }
  | { kind: 'outcome'; outcome: 'done' | 'failed' | 'timeout' }
  | { kind: 'paramedic_dies' };

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Move>({ kind: 'health', health: 'unhealthy' }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Move>({ kind: 'health', health: 'healthy' }, { kind: 'health', health: 'starting' }),
  },
  { weight: 2, arbitrary: fc.constantFrom<Move>({ kind: 'crash' }, { kind: 'up' }, { kind: 'look' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Move>({ kind: 'stopped_by_person' }, { kind: 'paused' }, { kind: 'paramedic_dies' }),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Move>({ kind: 'outcome', outcome: 'done' }, { kind: 'outcome', outcome: 'failed' }),
  },
);
const life = fc.array(fc.tuple(move, fc.integer({ min: 1, max: 90_000 })), { minLength: 1, maxLength: 120 });

interface Lived {
  steps: { step: Step; now: number; seen: Container; intent: Intent }[];
  acts: Remediation[];
}

/** Plays a life against the flow, with the engine and our own deaths as the moves say. */
function live(moves: readonly (readonly [Move, number])[], settings = SETTINGS): Lived {
  const newId = counter();
  let now = T0;
  let state = chart({ settings });
  let seen = container();
  let intent = NO_INTENT;
  let executing: Remediation | undefined;
  const lived: Lived = { steps: [], acts: [] };
  const take = (step: Step) => {
    state = step.chart;
    lived.steps.push({ step, now, seen, intent });
    if (step.act === undefined) return;
    expect(executing).toBeUndefined();
    executing = step.act;
    lived.acts.push(step.act);
  };
  for (const [next, afterMs] of moves) {
    now += afterMs;
    const around = () =>
      world(
        { newId, executing: new Set(executing ? [executing.id] : []) },
        { hostAttempts: lived.acts.map((act) => act.intendedAt) },
      );
    switch (next.kind) {
      case 'health':
        if (seen.state === 'running') seen = { ...seen, health: next.health };
        break;
      case 'crash':
        seen = { ...seen, state: 'exited', exitCode: 1, finishedAt: now };
        intent = { ...NO_INTENT, end: { at: now, ours: false } };
        break;
      case 'stopped_by_person':
        seen = { ...seen, state: 'exited', exitCode: 137, finishedAt: now };
        intent = { ...NO_INTENT, end: { at: now, ours: false }, stoppedOnPurpose: true, touchedAt: now };
        break;
      case 'paused':
        if (seen.state === 'running') seen = { ...seen, state: 'paused' };
        break;
      case 'up':
        seen = { ...seen, state: 'running', health: 'starting', startedAt: now };
        intent = NO_INTENT;
        break;
      case 'paramedic_dies':
        executing = undefined;
        break;
      case 'outcome':
        if (executing !== undefined) {
          const done = executing;
          executing = undefined;
          if (next.outcome === 'done') {
            seen = { ...seen, state: 'running', health: 'starting', startedAt: now };
            intent = NO_INTENT;
          }
          const result = { attemptId: done.id, outcome: next.outcome, error: undefined };
          take(advanceAfterAct(state, result, { container: seen, intent, at: now }, around(), now));
          continue;
        }
        break;
      default:
        break;
    }
    take(advance(state, { container: seen, intent, at: now }, around(), now));
  }
  return lived;
}

const inEveryWindow = (instants: readonly number[], windowMs: number, most: number): void => {
  for (const start of instants) {
    expect(instants.filter((at) => at >= start && at < start + windowMs).length).toBeLessThanOrEqual(most);
  }
};

describe('whatever happens to a container', () => {
  it('there are never more restarts in any window than the budget', () => {
    fc.assert(
      fc.property(life, (moves) => {
        const generous = { ...SETTINGS, maxAttempts: 100 };
        inEveryWindow(
          live(moves, generous).acts.map((act) => act.intendedAt),
          HEAL.budget.windowMs,
          HEAL.budget.count,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('nothing is healed unless it is sick at that moment, and nothing that a person stopped or paused', () => {
    fc.assert(
      fc.property(life, (moves) => {
        for (const { step, seen, intent } of live(moves).steps) {
          if (step.act === undefined) continue;
          expect(step.chart.verdict.kind).toBe('sick');
          expect(seen.state).not.toBe('paused');
          expect(intent.stoppedOnPurpose).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('an act is on record, with its incident, before it is carried out', () => {
    fc.assert(
      fc.property(life, (moves) => {
        const opened = new Set<string>();
        for (const { step } of live(moves).steps) {
          for (const change of step.changes) if (change.kind === 'incident_opened') opened.add(change.incident.id);
          if (step.act === undefined) continue;
          const intents = step.changes.flatMap((change) =>
            change.kind === 'remediation_intended' ? [change.remediation] : [],
          );
          expect(intents).toEqual([step.act]);
          expect(opened.has(step.act.incidentId)).toBe(true);
        }
      }),
    );
  });

  it('no incident gets more attempts than allowed, and none after the hand-over', () => {
    fc.assert(
      fc.property(life, (moves) => {
        const attempts = new Map<string, number>();
        let handedOver = false;
        for (const { step } of live(moves).steps) {
          if (step.act !== undefined) {
            expect(handedOver).toBe(false);
            const count = (attempts.get(step.act.incidentId) ?? 0) + 1;
            attempts.set(step.act.incidentId, count);
            expect(count).toBeLessThanOrEqual(SETTINGS.maxAttempts);
          }
          handedOver = step.chart.incidents.some((incident) => incident.type === 'heal_failed');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('at most one incident per type is open, and resolved means healthy for the verification time or a person’s doing', () => {
    fc.assert(
      fc.property(life, (moves) => {
        for (const { step, now, intent } of live(moves).steps) {
          const types = step.chart.incidents.map((incident) => incident.type);
          expect(new Set(types).size).toBe(types.length);
          for (const happening of step.happenings) {
            if (happening.kind !== 'incident_resolved') continue;
            if (happening.incident.resolution === 'human' && intent.stoppedOnPurpose) continue;
            expect(step.chart.verdict.kind).toBe('healthy');
            expect(now - step.chart.since).toBeGreaterThanOrEqual(SETTINGS.verifyMs);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('whoever is sick and may be helped later has a time at which it is looked at again', () => {
    fc.assert(
      fc.property(life, (moves) => {
        for (const { step, now } of live(moves).steps) {
          if (step.decision?.kind !== 'wait') continue;
          expect(step.chart.dueAt).toBeGreaterThan(now);
        }
      }),
    );
  });
});
