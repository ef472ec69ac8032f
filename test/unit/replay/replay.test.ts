import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { replay } from '../../../src/replay/replay.ts';
import { AT, aFlip, anIncident, aRemediation, aSilence } from '../../support/records.ts';
import { course, healed, history, hopeless, MINUTE, policy, SECOND } from './scenes.ts';

const present = policy();

describe('the present policy on the record', () => {
  it('decides what was decided: one restart heals, two that do not are handed over', () => {
    const { all, targets } = replay(history([...healed('a'), ...hopeless('b', 600)]), present, present);
    expect(all.present).toEqual({
      incidents: 2,
      attempts: { restart: 3 },
      refusals: { backoff: 1 },
      handOvers: { attempts_exhausted: 1 },
      firstActionMs: 0,
    });
    expect(targets.map(({ target, present: { attempts } }) => [target, attempts])).toEqual([
      ['a', { restart: 1 }],
      ['b', { restart: 2 }],
    ]);
  });

  it('stands beside what was really done', () => {
    const flips = healed('a');
    const incident = anIncident({ target: 'a', timestamp: AT });
    const failed = anIncident({ target: 'a', timestamp: AT + 9, type: 'heal_failed' });
    const symptom = anIncident({ target: 'a', timestamp: AT + 9, type: 'high_cpu' });
    const act = (part: object) => aRemediation(incident.id, { target: 'a', intendedAt: AT + 40, ...part });
    const { all } = replay(
      history(flips, {
        incidents: [incident, failed, symptom],
        remediations: [act({}), act({ attempt: 2, action: 'exec' }), act({ target: 'child', action: 'restart' })],
        refusals: [{ host: 'box', target: 'a', reason: 'backoff', count: 3 }],
      }),
      present,
      present,
    );
    expect(all.done).toEqual({
      incidents: 1,
      attempts: { exec: 1, restart: 1 },
      refusals: { backoff: 3 },
      handOvers: { heal_failed: 1 },
      firstActionMs: 40,
    });
  });

  it('waits as long as it really did: an act that was really done keeps its id and its outcome', () => {
    const flips = course('a', [
      [0, 'sick'],
      [7_200, 'healthy'],
    ]);
    const at = (remediations: Parameters<typeof history>[1]) =>
      replay(history(flips, remediations), present, policy({ PARAMEDIC_MODE: 'shadow' }))
        .differences.filter((difference) => difference.present.includes('restart'))
        .map((difference) => difference.at - AT);
    const real = (id: string) => aRemediation('i1', { id, target: 'a', intendedAt: AT + 50, finishedAt: AT + 4_050 });
    const ids = ['01990000-0000-7000-8000-000000000001', '01990000-0000-7000-8000-000000000009'];
    const [first, second] = ids.map((id) => at({ remediations: [{ ...real(id), outcome: 'done' }] }));
    // Four seconds of act, then a backoff of 10 s ± 25 % that follows from the id.
    for (const [start, next] of [first ?? [], second ?? []]) {
      expect(start).toBe(0);
      expect(next).toBeGreaterThanOrEqual(4_000 + 7_500);
      expect(next).toBeLessThanOrEqual(4_000 + 12_500);
    }
    expect(first?.[1]).not.toBe(second?.[1]);
  });
});

describe('another policy', () => {
  it('with one attempt hands over earlier', () => {
    const { all, differences } = replay(history(hopeless('a')), present, policy({ PARAMEDIC_HEAL_MAX_ATTEMPTS: '1' }));
    expect(all.present).toMatchObject({ attempts: { restart: 2 }, handOvers: { attempts_exhausted: 1 } });
    expect(all.proposed).toMatchObject({ attempts: { restart: 1 }, handOvers: { attempts_exhausted: 1 } });
    expect(differences[0]).toMatchObject({
      at: AT + 5 * SECOND,
      target: 'a',
      proposed: ['hand_over attempts_exhausted'],
    });
    const handedOverAt = (name: 'present' | 'proposed') =>
      differences.find((difference) => difference[name].includes('hand_over attempts_exhausted'))?.at ?? 0;
    expect(handedOverAt('proposed')).toBeLessThan(handedOverAt('present'));
  });

  it('in shadow mode does nothing and says so', () => {
    const { all } = replay(history([...healed('a'), ...hopeless('b')]), present, policy({ PARAMEDIC_MODE: 'shadow' }));
    expect(all.proposed).toMatchObject({ incidents: 2, attempts: {}, refusals: { shadow_mode: 2 }, handOvers: {} });
    expect(all.proposed.firstActionMs).toBeUndefined();
  });

  it('with a smaller budget of the host waits for others', () => {
    const sick = ['a', 'b', 'c'].flatMap((target) =>
      course(target, [
        [0, 'sick'],
        [3_600, 'healthy'],
      ]),
    );
    const { all, targets } = replay(history(sick), present, policy({ PARAMEDIC_HEAL_HOST_BUDGET: '1/600s' }));
    expect(all.present.refusals).not.toHaveProperty('host_budget');
    expect(all.proposed.refusals.host_budget).toBeGreaterThanOrEqual(2);
    expect(targets.map(({ proposed }) => proposed.attempts.restart)).toEqual([2, 2, 2]);
  });

  it('with a brake stops while most of the fleet is sick', () => {
    const sick = Array.from({ length: 12 }, (_, index) =>
      course(`t${index}`, [
        [index / 1_000, 'sick'],
        [60, 'healthy'],
      ]),
    );
    const span = history(sick.flat(), { watched: { box: 15 } });
    const { all } = replay(span, present, policy({ PARAMEDIC_HEAL_MAX_UNHEALTHY: '95%' }));
    // Nine act before the tenth is sick; then nobody does, not for the second time either.
    expect(all.present).toMatchObject({ attempts: { restart: 9 }, refusals: { max_unhealthy: 12 } });
    expect(all.proposed.refusals).not.toHaveProperty('max_unhealthy');
  });

  it('with a maintenance window leaves alone what falls into it', () => {
    // AT is a Friday, 12:00 UTC.
    const { all } = replay(history(healed('a')), present, policy({ PARAMEDIC_MAINTENANCE: 'Fri 11:00-13:00 UTC' }));
    expect([all.present.incidents, all.proposed.incidents]).toEqual([1, 0]);
  });
});

describe('what is on record', () => {
  it('has silences that hold healing', () => {
    const silences = [aSilence({ target: 'a', startsAt: AT - MINUTE, endsAt: AT + MINUTE, holdsHealing: true })];
    expect(replay(history(healed('a'), { silences }), present, present).all.present.incidents).toBe(0);
  });

  it('has the ladder of the labels', () => {
    const steps = (actions: string[]) =>
      course('a', [
        [0, 'sick', { actions }],
        [3_600, 'healthy'],
      ]);
    const attemptsOf = (actions: string[]) => replay(history(steps(actions)), present, present).all.present.attempts;
    expect(attemptsOf(['exec', 'recreate'])).toEqual({ exec: 1, recreate: 1 });
    expect(attemptsOf(['notify'])).toEqual({ notify: 1 });
    expect(attemptsOf(['none'])).toEqual({});
    expect(attemptsOf(['dance'])).toEqual({ restart: 2 });
  });

  it('knows bad updates, places, and who made a container without starting it', () => {
    const update = course('a', [
      [0, 'off'],
      [10, 'healthy'],
      [100, 'off'],
      [101, 'sick', { imageId: 'sha256:2' }],
    ]);
    expect(replay(history(update), present, present).all.present.handOvers).toEqual({ bad_update: 1 });
    const foreign = course('a', [[0, 'sick', { place: 'swarm_managed' }]]);
    expect(replay(history(foreign), present, present).all.present.refusals).toEqual({ swarm_managed: 1 });
  });

  it('may lack what a container was sick of: that is left out and counted', () => {
    const old = healed('a').map((flip) => ({ ...flip, detail: {} }));
    const result = replay(history([...old, ...healed('a', 600)]), present, present);
    expect(result.all.present.incidents).toBe(1);
    expect(result.skipped).toEqual({ flipsWithoutDetail: 1, sickBefore: 0, gaps: 0 });
  });

  it('may begin in the middle of an outage: that counts from the next one on', () => {
    const before = hopeless('a', -600)
      .filter(({ at }) => at < AT - MINUTE)
      .slice(-1);
    const [, ...rest] = course('a', [
      [0, 'sick'],
      [10, 'healthy'],
      [300, 'sick'],
      [310, 'healthy'],
    ]);
    const result = replay(history([...before, ...rest]), present, present);
    expect(result.all.present).toMatchObject({ incidents: 1, attempts: { restart: 1 } });
    expect(result.skipped.sickBefore).toBe(1);
  });

  it('may have gaps: what happened in the middle of one is guessed, and counted', () => {
    const [first] = course('a', [[0, 'sick']]);
    const second = course('a', [
      [0, 'healthy'],
      [3_600, 'sick'],
      [3_700, 'healthy'],
    ]).slice(1);
    const result = replay(history([...(first === undefined ? [] : [first]), ...second]), present, present);
    expect(result.skipped.gaps).toBe(1);
    expect(result.all.present.incidents).toBe(2);
  });

  it('is played for each host by itself', () => {
    const there = healed('a').map((flip) => ({ ...flip, host: 'other' }));
    const { targets } = replay(history([...healed('a'), ...there]), present, present);
    expect(targets.map(({ host, target }) => `${host} ${target}`)).toEqual(['box a', 'other a']);
  });

  it('ends a target that was removed', () => {
    const [sick] = course('a', [[0, 'sick', { actions: ['none'] }]]);
    const gone = aFlip({ target: 'a', at: AT + 9_000, from: 'sick', to: 'off', reason: 'removed' });
    const again = healed('a', 60);
    const { all } = replay(history([...(sick === undefined ? [] : [sick]), gone, ...again]), present, present);
    expect(all.present).toMatchObject({ incidents: 2, attempts: { restart: 1 }, refusals: { heal_none: 1 } });
  });
});

describe('whatever is on record', () => {
  const detail = fc.record(
    {
      type: fc.constantFrom('container_unhealthy', 'container_exited', 'restart_loop', 'stuck', 'nonsense', 7),
      state: fc.constantFrom('running', 'exited', 'created', 'restarting', 'nonsense'),
      restartPolicy: fc.constantFrom('no', 'always', null),
      imageId: fc.constantFrom('sha256:1', 'sha256:2'),
      place: fc.constantFrom('ordinary', 'own_stack', 'nonsense'),
      actions: fc.constantFrom(['restart'], ['exec', 'restart'], ['notify'], ['stop'], ['none'], [], 'restart'),
    },
    { requiredKeys: [] },
  );
  const flips = fc.array(
    fc.record({
      target: fc.constantFrom('a', 'b', 'c'),
      host: fc.constantFrom('box', 'other'),
      at: fc.integer({ min: AT - 30 * MINUTE, max: AT + 60 * MINUTE }),
      from: fc.constantFrom('healthy', 'sick', 'unknown', 'off'),
      to: fc.constantFrom('healthy', 'sick', 'sick', 'unknown', 'off'),
      reason: fc.constantFrom('health_check_fails', 'removed', 'stopped_by_paramedic', 'starting', 'nonsense'),
      detail,
    }),
    { maxLength: 25 },
  );

  it('the same policy twice makes no difference', () => {
    fc.assert(
      fc.property(flips, (given) => {
        const span = history(
          given.map((flip) => aFlip(flip)),
          { until: AT + 90 * MINUTE },
        );
        const result = replay(span, present, policy());
        expect(result.differences).toEqual([]);
        expect(result.all.proposed).toEqual(result.all.present);
        const attempts = Object.values(result.all.present.attempts).reduce((sum, count) => sum + count, 0);
        expect(attempts > 0 && result.all.present.incidents === 0).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
