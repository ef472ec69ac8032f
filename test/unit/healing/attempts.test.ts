import { describe, expect, it } from '@jest/globals';
import type { ContainerSettings, HealAction } from '../../../src/config/container-settings.ts';
import type { Change } from '../../../src/incidents/ledger.ts';
import { attempt, chart, container, HEAL, SETTINGS, T0, world } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';

const SICK = { health: 'unhealthy' } as const;
const MINUTE = 60_000;
const asking = (actions: readonly HealAction[], part: Partial<ContainerSettings> = {}) => ({
  settings: { ...SETTINGS, actions, actionsByLabel: true, exec: 'true', ...part },
});
const lines = (changes: readonly Change[] = [], kind: string) =>
  changes.flatMap((change) => (change.kind === 'timeline' && change.entry.kind === kind ? [change.entry] : []));

describe('an attempt', () => {
  it.each<[HealAction, number]>([
    ['restart', 25_000],
    ['restart-dependents', 25_000],
    ['stop', 25_000],
    ['exec', MINUTE],
    // Three times a stop, and the start period of the new one with a minute on top.
    ['recreate', 75_000 + 5_000 + MINUTE],
  ])('%s has its own deadline', (action, patienceMs) => {
    const life = new Life({ ...asking([action]), container: container({ startPeriodMs: 5_000 }) });
    expect(life.look(SICK, T0).act).toMatchObject({ action, intendedAt: T0, deadlineAt: T0 + patienceMs });
  });

  it('has no outcome before it is over', () => {
    const step = new Life().look(SICK, T0);
    expect(step.act).toMatchObject({ finishedAt: undefined, outcome: undefined, error: undefined });
    expect(step.happenings.map(({ kind }) => kind)).toContain('remediation_intended');
  });

  it('is told with how long the trouble went unseen', () => {
    const life = new Life();
    const step = life.look(SICK, T0, { at: T0 - 1_500 });
    expect(step.happenings).toContainEqual(expect.objectContaining({ detectionSeconds: 1.5 }));
    const ahead = new Life().look(SICK, T0, { at: T0 + 200 });
    expect(ahead.happenings).toContainEqual(expect.objectContaining({ detectionSeconds: 0 }));
  });

  it('counts in its incident and stands in the story with its number', () => {
    const life = new Life(asking(['exec', 'restart']));
    const first = life.look(SICK, T0);
    expect(lines(first.changes, 'intended')).toMatchObject([
      { reason: 'health_check_fails', detail: { action: 'exec', attempt: 1 } },
    ]);
    life.outcome('failed', SICK, T0 + 100);
    const second = life.look(SICK, T0 + MINUTE);
    expect(lines(second.changes, 'intended')).toMatchObject([{ detail: { action: 'restart', attempt: 2 } }]);
    expect(life.chart.incidents).toMatchObject([{ status: 'healing', healAttempts: 2 }]);
  });
});

describe('an attempt that did not help', () => {
  it('is told once, with how it ended', () => {
    const life = new Life();
    life.look(SICK, T0);
    const step = life.outcome('failed', SICK, T0 + 100);
    expect(step.happenings).toContainEqual(
      expect.objectContaining({ kind: 'heal_ineffective', attempt: 1, reason: 'restart_failed', target: 'web' }),
    );
    expect(lines(step.changes, 'ineffective')).toMatchObject([{ reason: 'restart_failed', detail: { attempt: 1 } }]);
    life.look(SICK, T0 + 200);
    expect(life.story.filter((line) => line.startsWith('ineffective'))).toHaveLength(1);
  });

  it('is none that was called off, or that only told people', () => {
    const { incidents } = incidentOf(asking(['notify', 'restart']));
    const of = (part: object) => attempt({ incidentId: incidents[0]?.id ?? '', ...part });
    for (const last of [of({ outcome: 'withdrawn' }), of({ action: 'notify' })]) {
      const life = new Life({ incidents, attempts: [last] });
      life.look(SICK, T0 + MINUTE);
      expect(life.story.join()).not.toContain('ineffective');
    }
  });

  it('that was called off counts for nothing: the next one is the first', () => {
    const { incidents } = incidentOf({});
    const withdrawn = attempt({ incidentId: incidents[0]?.id ?? '', outcome: 'withdrawn' });
    const life = new Life({ incidents, attempts: [withdrawn] });
    expect(life.look(SICK, T0 + 1_000).decision).toMatchObject({ kind: 'wait', reason: 'backoff' });
    expect(life.look(SICK, T0 + 13_000).act).toMatchObject({ attempt: 1 });
  });

  it('that was called off again and again waits longer each time, until one takes place', () => {
    const { incidents } = incidentOf({});
    const one = (n: number, outcome: 'withdrawn' | 'done') =>
      attempt({
        ...{ id: `a${n}`, incidentId: incidents[0]?.id ?? '', outcome },
        intendedAt: T0 + n,
        finishedAt: T0 + n,
      });
    const decided = (...outcomes: ('withdrawn' | 'done')[]) => {
      const attempts = outcomes.map((outcome, n) => one(n, outcome));
      return new Life({ incidents, attempts }).look(SICK, T0 + 14_000).decision?.kind;
    };
    expect(decided('withdrawn')).toBe('act');
    expect(decided('withdrawn', 'withdrawn')).toBe('wait');
    expect(decided('withdrawn', 'withdrawn', 'done')).toBe('act');
    expect(decided('done', 'withdrawn')).toBe('act');
    // Another monitor called these off, and this one begins.
    const attempts = [one(0, 'withdrawn'), one(1, 'withdrawn')];
    const begun = { surroundings: { ...world().surroundings, startedAt: T0 + 2 } };
    expect(new Life({ incidents, attempts }, begun).look(SICK, T0 + 3).act).toMatchObject({ attempt: 1 });
  });

  it('of another target is not judged here, though it stands in the same story', () => {
    const { incidents } = incidentOf({});
    const others = attempt({ incidentId: incidents[0]?.id ?? '', target: 'child' });
    const life = new Life({ incidents, attempts: [others] });
    life.look(SICK, T0 + MINUTE);
    expect(life.story.join()).not.toContain('ineffective');
  });
});

function incidentOf(part: object) {
  const life = new Life(part);
  life.look(SICK, T0);
  return life.chart;
}

describe('what is not done', () => {
  it('is told once, with when it may be done', () => {
    const life = new Life({}, world({}, { engineReachable: true, sick: 13 }));
    const step = life.look(SICK, T0);
    const until = new Date(T0 + 10_000).toISOString();
    expect(lines(step.changes, 'refused')).toMatchObject([{ reason: 'max_unhealthy', detail: { until } }]);
    expect(step.happenings).toContainEqual(
      expect.objectContaining({
        kind: 'heal_refused',
        reason: 'max_unhealthy',
        incidentId: life.chart.incidents[0]?.id,
      }),
    );
    expect(step.chart.dueAt).toBe(T0 + 10_000);
    const again = life.look(SICK, T0 + 10_000);
    expect(again.changes).toEqual([]);
    expect(again.chart.dueAt).toBe(T0 + 20_000);
  });

  it('has no such time where nothing but a change of mind helps', () => {
    const life = new Life(asking(['none']));
    const step = life.look(SICK, T0);
    expect(lines(step.changes, 'refused')).toMatchObject([{ reason: 'heal_none', detail: {} }]);
    expect(Object.keys(lines(step.changes, 'refused')[0]?.detail ?? {})).toEqual([]);
    expect(step.chart.dueAt).toBeUndefined();
  });

  it('is told again when the reason is another', () => {
    const life = new Life(asking(['none']));
    life.look(SICK, T0);
    life.chart = { ...life.chart, place: 'own_container' };
    life.look(SICK, T0 + 1);
    expect(life.story.filter((line) => line.startsWith('refused'))).toEqual([
      'refused heal_none',
      'refused own_container',
    ]);
  });

  it('because it is under way, or not all has been seen again, is no refusal', () => {
    const resyncing = new Life({}, world({}, { resyncing: true }));
    const step = resyncing.look(SICK, T0);
    expect(step.decision).toEqual({ kind: 'hold', reason: 'resyncing' });
    expect(lines(step.changes, 'refused')).toEqual([]);
    const busy = new Life();
    busy.look(SICK, T0);
    expect(busy.look({ failingStreak: 4 }, T0 + 1).decision).toMatchObject({ reason: 'in_progress' });
    expect(busy.story.join()).not.toContain('refused');
  });
});

describe('the hand-over', () => {
  const heal = { ...HEAL, backoffMinMs: 1, backoffMaxMs: 1 };
  const lastStraw = (part: Partial<ContainerSettings> = {}) => {
    const life = new Life(asking(['restart'], { maxAttempts: 1, ...part }), { heal });
    life.look(SICK, T0);
    life.outcome('failed', SICK, T0 + 100);
    return life;
  };

  it('says what was tried, and is a critical incident of its own below the first', () => {
    const life = lastStraw();
    const [failed, handOver] = life.chart.incidents;
    expect(handOver).toMatchObject({
      ...{ type: 'heal_failed', severity: 'critical', status: 'escalated', parentId: failed?.id, healAttempts: 1 },
      description: '1 attempt did not heal web (container_unhealthy)',
      evidence: { attempts: 1, reason: 'attempts_exhausted' },
    });
    expect(lines(life.last?.changes, 'heal_failed')).toMatchObject([
      { incidentId: failed?.id, reason: 'attempts_exhausted', detail: { attempts: 1 } },
    ]);
    expect(lines(life.last?.changes, 'opened')).toMatchObject([
      { incidentId: handOver?.id, reason: 'attempts_exhausted', detail: { parent: failed?.id } },
    ]);
    expect(life.last?.happenings).toContainEqual(
      expect.objectContaining({ kind: 'incident_escalated', reason: 'attempts_exhausted', incident: failed }),
    );
  });

  it('names no images where they are not the matter', () => {
    expect(Object.keys(lastStraw().chart.incidents[1]?.evidence ?? {})).toEqual(['attempts', 'reason']);
  });

  it('is told to be on the mend as often as it is', () => {
    const life = new Life(asking(['restart'], { maxAttempts: 1 }));
    life.look(SICK, T0);
    life.outcome('done', { health: 'healthy' }, T0 + 100);
    life.look(SICK, T0 + 200);
    expect(life.types).toContain('heal_failed');
    const again = life.look({ health: 'healthy' }, T0 + 300);
    expect(lines(again.changes, 'recovering')).toHaveLength(2);
  });

  it('escalates only where that is wished', () => {
    expect(lastStraw().story).toContain('escalated attempts_exhausted');
    const kept = lastStraw({ escalate: false });
    expect(kept.story).not.toContain('escalated attempts_exhausted');
    expect(kept.chart.incidents).toMatchObject([{ status: 'open' }, { status: 'open' }]);
  });

  it('after a bad update names both images and how it is ill', () => {
    const images = { current: 'sha256:2', proven: ['sha256:1'] };
    const updated = container({ imageId: 'sha256:2', image: 'shop/web:2', startedAt: T0 - 1_000 });
    const life = new Life({ images, container: updated });
    life.look(SICK, T0);
    expect(life.chart.incidents[1]).toMatchObject({
      type: 'bad_update',
      description: 'web was well on image sha256:1 and is not on sha256:2 (container_unhealthy): a restart is no cure',
      evidence: { image: 'shop/web:2', currentImage: 'sha256:2', previousImage: 'sha256:1', reason: 'bad_update' },
    });
  });

  it('after the last rung says that it was stopped', () => {
    const life = new Life(asking(['stop']));
    life.look(SICK, T0);
    life.outcome('done', { state: 'exited', exitCode: 143, health: 'none' }, T0 + 200);
    expect(life.chart.incidents[1]).toMatchObject({
      ...{ type: 'heal_failed', parentId: life.chart.incidents[0]?.id },
      description: 'web was stopped, as its last rung says, after 1 attempt (container_unhealthy)',
    });
  });

  it('after a stop that failed is no stop', () => {
    const life = new Life(asking(['stop'], { maxAttempts: 1 }), { heal });
    life.look(SICK, T0);
    life.outcome('failed', SICK, T0 + 200);
    expect(life.last?.decision).toEqual({ kind: 'give_up', reason: 'attempts_exhausted' });
    expect(life.chart.incidents[1]?.description).toContain('did not heal web');
  });

  it('after a stop is of the incident that was stopped for, though people were told since', () => {
    const life = new Life(asking(['stop', 'notify']));
    life.look(SICK, T0);
    const own = life.chart.incidents;
    const earlier = own.map((one) => ({ ...one, id: 'earlier', type: 'container_exited' as const }));
    const told = attempt({ id: 'told', incidentId: 'earlier', action: 'notify', intendedAt: T0 + 1 });
    const stop = life.chart.attempts.map((one) => ({ ...one, finishedAt: T0 + 2, outcome: 'done' as const }));
    life.chart = { ...life.chart, incidents: [...earlier, ...own], attempts: [...stop, told] };
    life.look({ state: 'exited', exitCode: 143, health: 'none' }, T0 + 200);
    expect(life.chart.incidents[2]).toMatchObject({ type: 'heal_failed', parentId: own[0]?.id });
  });

  it('of a restart loop says that the engine restarts it already', () => {
    const loop = { loop: 'fast' as const, crashes: [T0 - 3, T0 - 2, T0 - 1] };
    const looping = chart().history;
    const life = new Life({ history: { ...looping, ...loop, containerId: container().id } });
    life.look({ health: 'healthy' }, T0);
    expect(life.chart.incidents[1]?.description).toBe(
      'web is in a restart loop: the engine restarts it already, one more restart is no cure',
    );
  });
});

describe('the rung that tells people', () => {
  it('is over with the record, and is no attempt of healing', () => {
    const life = new Life(asking(['notify', 'restart']));
    const step = life.look(SICK, T0);
    expect(step.act).toBeUndefined();
    expect(step.chart.attempts).toMatchObject([{ action: 'notify', outcome: 'done', finishedAt: T0 }]);
    expect(step.happenings).toContainEqual(
      expect.objectContaining({ kind: 'remediation_finished', remediation: step.chart.attempts[0], at: T0 }),
    );
    expect(step.chart.incidents).toMatchObject([{ status: 'open', healAttempts: 0, toldAt: T0 }]);
    expect(lines(step.changes, 'notified')).toMatchObject([{ detail: { action: 'notify' } }]);
  });

  it('holds nothing up: the next rung is due at once', () => {
    const life = new Life(asking(['notify', 'restart']));
    expect(life.look(SICK, T0).chart.dueAt).toBe(T0);
    expect(life.look(SICK, T0).act).toMatchObject({ action: 'restart' });
    const told = new Life(asking(['notify']));
    told.look(SICK, T0);
    expect(told.look(SICK, T0).decision).toEqual({ kind: 'hold', reason: 'notify_only' });
    expect(told.chart.dueAt).toBeUndefined();
  });

  it('tells nobody where there is no channel, and is climbed all the same', () => {
    const life = new Life(asking(['notify', 'restart']), { tells: false });
    life.look(SICK, T0);
    expect(life.told).toEqual([]);
    expect(life.chart.incidents[0]?.toldAt).toBeUndefined();
    expect(life.look(SICK, T0 + 1).act).toMatchObject({ action: 'restart' });
  });
});

describe('an inhibited target', () => {
  const relative = (target: string, sick: boolean) => {
    const life = new Life({ target });
    life.look(sick ? SICK : { failingStreak: 0 }, T0);
    return { sharesNetwork: false, chart: life.chart };
  };

  it('names the farthest one that is sick as the root of it, once', () => {
    const [near, far, farthest] = [relative('api', true), relative('db', true), relative('disk', false)];
    const life = new Life({}, { parents: () => [near, far, farthest] });
    const step = life.look(SICK, T0);
    const root = far.chart.incidents[0]?.id;
    expect(life.chart.incidents).toMatchObject([{ parentId: root }]);
    expect(lines(step.changes, 'inhibited')).toMatchObject([{ detail: { parent: root, target: 'db' } }]);
    expect(life.look(SICK, T0 + 10_000).changes).toEqual([]);
  });

  it('has no root in one that is well again, nor in one without an incident', () => {
    const near = relative('api', true);
    const recovering = {
      sharesNetwork: false,
      chart: chart({ target: 'db', incidents: relative('db', true).chart.incidents }),
    };
    const bare = { sharesNetwork: false, chart: { ...relative('disk', true).chart, incidents: [] } };
    const life = new Life({}, { parents: () => [near, recovering, bare] });
    life.look(SICK, T0);
    expect(life.chart.incidents).toMatchObject([{ parentId: near.chart.incidents[0]?.id }]);
  });

  it('goes without a root that has no incident yet', () => {
    const bare = { sharesNetwork: false, chart: { ...relative('db', true).chart, incidents: [] } };
    const life = new Life({}, { parents: () => [bare] });
    life.look(SICK, T0);
    expect(life.last?.decision).toMatchObject({ reason: 'parent_sick' });
    expect(life.chart.incidents).toMatchObject([{ parentId: undefined }]);
  });
});
