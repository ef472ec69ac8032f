import { describe, expect, it } from '@jest/globals';
import type { EngineEvent } from '../../../src/containers/event.ts';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import type { Remediation } from '../../../src/incidents/incident.ts';
import { isOurStart, isOwnAct } from '../../../src/watch/own-acts.ts';
import { attempt, container, event, T0 } from '../../support/charts.ts';

const isOurs = (attempts: readonly Remediation[], told: EngineEvent, startedAt?: number) =>
  isOwnAct(attempts, told, { ...NO_INTENT, startedAt });

describe('what the stream tells again of our own acts', () => {
  const restart = attempt({ intendedAt: T0, finishedAt: T0 + 1_000 });

  it('is ours from the intent to the start, and nobody’s wish', () => {
    expect(isOurs([restart], event('kill', T0 - 1), T0 - 9_000)).toBe(false);
    for (const action of ['kill', 'die', 'stop', 'start'] as const) {
      expect(isOurs([restart], event(action, T0 + 500), T0 - 9_000)).toBe(true);
      expect(isOurs([restart], event(action, T0 + 500))).toBe(true);
    }
    expect(isOurs([restart], event('kill', T0 + 600), T0 + 500)).toBe(false);
    // A look may have shown the start before the stream tells of the end that went before it.
    expect(isOurs([restart], event('die', T0 + 400), T0 + 500)).toBe(true);
  });

  it('ends with the act, and is that of its container alone', () => {
    expect(isOurs([restart], event('die', T0 + 1_001))).toBe(false);
    expect(isOurs([restart], event('die', T0 + 500, { id: 'c2' }))).toBe(false);
  });

  it('of an act that was lost lasts until its deadline', () => {
    const lost = attempt({ finishedAt: undefined, outcome: undefined });
    expect(isOurs([lost], event('die', lost.deadlineAt))).toBe(true);
    expect(isOurs([lost], event('die', lost.deadlineAt + 1))).toBe(false);
  });

  it.each([attempt({ action: 'exec' }), attempt({ action: 'notify' }), attempt({ outcome: 'withdrawn' })])(
    'an act that ends no container explains no end',
    (act) => {
      expect(isOurs([act], event('die', T0 + 100))).toBe(false);
    },
  );
});

describe('a start that a look finds', () => {
  const restart = attempt({ intendedAt: T0, finishedAt: T0 + 1_000 });
  const ours = (part: Parameters<typeof container>[0], one = restart) => isOurStart([one], container(part));

  it('is ours while we were at it, and only of the container that we were at', () => {
    expect([ours({ startedAt: T0 - 1 }), ours({ startedAt: T0 + 500 }), ours({ startedAt: T0 + 1_001 })]).toEqual([
      ...[false, true, false],
    ]);
    expect(ours({ startedAt: T0 + 500, id: 'c2' })).toBe(false);
    expect(ours({ startedAt: undefined })).toBe(false);
    expect(ours({ startedAt: T0 + 500 }, { ...restart, outcome: 'withdrawn' })).toBe(false);
  });
});
