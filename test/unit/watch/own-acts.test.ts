import { describe, expect, it } from '@jest/globals';
import { isOurStart, OwnActs } from '../../../src/watch/own-acts.ts';
import { attempt, container, event, T0 } from '../../support/charts.ts';

describe('what the stream tells again of our own acts', () => {
  const restart = attempt({ intendedAt: T0, finishedAt: T0 + 1_000 });

  it('is ours from the intent to the start, and nobody’s wish', () => {
    const acts = new OwnActs();
    expect(acts.isTold([restart], event('kill', T0 - 1))).toBe(false);
    for (const action of ['kill', 'die', 'stop', 'start'] as const) {
      expect(acts.isTold([restart], event(action, T0 + 500))).toBe(true);
    }
    expect(acts.isTold([restart], event('kill', T0 + 600))).toBe(false);
  });

  it('ends with the act, and is that of its container alone', () => {
    const acts = new OwnActs();
    expect(acts.isTold([restart], event('die', T0 + 1_001))).toBe(false);
    expect(acts.isTold([restart], event('die', T0 + 500, { id: 'c2' }))).toBe(false);
  });

  it('of an act that was lost lasts until its deadline', () => {
    const lost = attempt({ finishedAt: undefined, outcome: undefined });
    expect(new OwnActs().isTold([lost], event('die', lost.deadlineAt))).toBe(true);
    expect(new OwnActs().isTold([lost], event('die', lost.deadlineAt + 1))).toBe(false);
  });

  it.each([attempt({ action: 'exec' }), attempt({ action: 'notify' }), attempt({ outcome: 'withdrawn' })])(
    'an act that ends no container explains no end',
    (act) => {
      expect(new OwnActs().isTold([act], event('die', T0 + 100))).toBe(false);
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
