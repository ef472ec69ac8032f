import { describe, expect, it } from '@jest/globals';
import type { Container } from '../../../src/containers/container.ts';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import type { Chart } from '../../../src/healing/chart.ts';
import type { Step } from '../../../src/healing/draft.ts';
import type { Remediation } from '../../../src/incidents/incident.ts';
import type { Symptom } from '../../../src/probes/symptom.ts';
import { attempt, chart, container, SETTINGS, T0 } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';

const SICK = { health: 'unhealthy' } as const;
const HOLD = { settings: { ...SETTINGS, actions: ['none'] as const } };
const MINUTE = 60_000;
const HOT: Symptom = { type: 'high_cpu', severity: 'warning', reason: 'busy', description: 'busy', evidence: {} };
const CRASHED = { state: 'exited', exitCode: 1, health: 'none', finishedAt: T0 } as const;
const crash = { ...NO_INTENT, end: { at: T0, ours: false } };
const memories = (step: Step) =>
  step.changes.flatMap((change) => (change.kind === 'target_remembered' ? [change.memory] : []));
const flips = (step: Step) => step.changes.flatMap((change) => (change.kind === 'flip' ? [change.flip] : []));
const first = (from: Partial<Chart>, part: Partial<Container>, intent = NO_INTENT, more = {}) =>
  new Life({ ...HOLD, ...from }).look(part, T0, more, intent);

describe('a changed verdict', () => {
  it('is a flip with all that a replay needs, at the engine’s time', () => {
    const step = first({}, SICK, NO_INTENT, { at: T0 - 200 });
    expect(flips(step)).toMatchObject([
      {
        ...{ target: 'web', at: T0 - 200, from: 'healthy', to: 'sick', reason: 'health_check_fails', host: 'host-1' },
        detail: {
          ...{ type: 'container_unhealthy', severity: 'critical', state: 'running', health: 'unhealthy' },
          ...{ restartPolicy: 'no', imageId: 'sha256:1', place: 'ordinary', actions: ['none'] },
          description: 'The health check of web fails',
        },
      },
    ]);
    expect(step.chart.since).toBe(T0 - 200);
    expect(step.happenings[0]).toEqual({
      ...{ kind: 'verdict_changed', at: T0, target: 'web', from: 'healthy', to: 'sick', reason: 'health_check_fails' },
    });
  });

  it('of the same kind for another reason is one too; the same again is none', () => {
    const life = new Life(HOLD);
    life.look(SICK, T0);
    expect(flips(life.look({ failingStreak: 9 }, T0 + 1))).toEqual([]);
    expect(life.chart.since).toBe(T0);
    expect(flips(life.look(CRASHED, T0 + 2, {}, crash))).toMatchObject([{ from: 'sick', reason: 'exited_non_zero' }]);
  });

  it('with the first look is told and remembered, but no flip', () => {
    const step = first({ verdict: { kind: 'unknown', reason: 'not_observed' } }, {});
    expect(flips(step)).toEqual([]);
    expect(step.happenings).toMatchObject([{ kind: 'verdict_changed', to: 'healthy', isFirstLook: true }]);
    expect(memories(step)).toHaveLength(1);
    // Unknown for another reason: somebody has looked.
    const later = first({ verdict: { kind: 'unknown', reason: 'starting' } }, {});
    expect(later.happenings).toMatchObject([{ kind: 'verdict_changed', to: 'healthy' }]);
    expect(later.happenings[0]).not.toHaveProperty('isFirstLook');
  });
});

describe('a crash in a life that an attempt began', () => {
  const crashes = (part: Partial<Remediation>) => {
    const restart = attempt({ intendedAt: T0 - 5_000, finishedAt: T0 - 4_000, ...part });
    return first({ attempts: [restart] }, { ...CRASHED, startedAt: T0 - 4_500 }, crash).chart.history.crashes;
  };

  it('counts as the attempt’s failure, and as a crash when the attempt was called off', () => {
    expect(crashes({})).toEqual([]);
    expect(crashes({ outcome: 'withdrawn' })).toEqual([T0]);
  });
});

describe('a new container of a target that crashed', () => {
  const crashes = (outcome: Remediation['outcome']) => {
    const recreate = attempt({ action: 'recreate', intendedAt: T0 - 2_000, finishedAt: T0 - 1_000, outcome });
    const history = { ...chart().history, containerId: container().id, crashes: [T0 - 9_000] };
    const young = { id: 'c2'.padEnd(64, '0'), createdAt: T0 - 1_500 };
    return first({ attempts: [recreate], history }, young).chart.history.crashes;
  };

  it('goes on with its history when we recreated it, and begins anew by a person’s hand, also when we were about to', () => {
    expect([crashes('done'), crashes('withdrawn')]).toEqual([[T0 - 9_000], []]);
  });
});

describe('what a restart of Paramedic must find again', () => {
  it('is written down with a flip, whole', () => {
    const [memory] = memories(first({}, SICK));
    expect(memory).toMatchObject({
      ...{ target: 'web', host: 'host-1', containerId: container().id, containerName: 'web', state: 'running' },
      ...{ verdict: 'sick', reason: 'health_check_fails', since: T0, stoppedOnPurpose: false },
      memo: { stateSince: T0, dismissed: [], images: { proven: ['sha256:1'] } },
    });
  });

  it.each<[string, Partial<Container>, Partial<Chart>]>([
    ['another container', { id: 'c2'.padEnd(64, '0') }, {}],
    ['another count of restarts', { restartCount: 3 }, {}],
    ['another image', { imageId: 'sha256:2' }, {}],
    ['that what a person resolved is over', {}, { dismissed: ['container_exited'] }],
  ])('is written down without a flip: %s', (_what, part, from) => {
    const step = first({ history: { ...chart().history, containerId: container().id }, ...from }, part);
    expect(flips(step)).toEqual([]);
    expect(memories(step)).toHaveLength(1);
  });

  it('is written down without a flip: another state, and that a person wanted it', () => {
    const stopped = { state: 'exited', health: 'none', finishedAt: T0, exitCode: 1 } as const;
    const off = { verdict: { kind: 'off', reason: 'stopped_on_purpose' } } as const;
    const onPurpose = { ...NO_INTENT, stoppedOnPurpose: true };
    expect(memories(first(off, stopped, onPurpose))).toMatchObject([{ state: 'exited', stoppedOnPurpose: true }]);
    const asBefore = { ...off, container: container(stopped) };
    expect(memories(first(asBefore, {}, onPurpose))).toMatchObject([{ stoppedOnPurpose: true }]);
    expect(memories(first({ ...asBefore, intent: onPurpose }, {}, onPurpose))).toEqual([]);
  });

  it('is not written down where nothing of it is new', () => {
    expect(first({}, { failingStreak: 0, lastCheck: undefined }).changes).toMatchObject([]);
  });

  it('is written down without a flip: another state of what a person stopped', () => {
    const intent = { ...NO_INTENT, stoppedOnPurpose: true };
    const off = { verdict: { kind: 'off', reason: 'stopped_on_purpose' }, intent } as const;
    const restarting = container({ state: 'restarting', health: 'none' });
    const step = first({ ...off, container: restarting }, { state: 'exited' }, intent);
    expect(flips(step)).toEqual([]);
    expect(memories(step)).toMatchObject([{ state: 'exited' }]);
  });

  it('is written down without a flip: one more crash, and that flapping is over', () => {
    const life = new Life(HOLD);
    life.look(CRASHED, T0, {}, crash);
    const again = life.look(CRASHED, T0 + 9_000, {}, { ...crash, end: { at: T0 + 8_000, ours: false } });
    expect(flips(again)).toEqual([]);
    expect(memories(again)).toHaveLength(1);
    const history = { ...chart().history, containerId: container().id, sickFlips: [T0 - 60 * MINUTE] };
    const calm = first({ history: { ...history, flappingSince: T0 - 60 * MINUTE } }, {});
    expect(flips(calm)).toEqual([]);
    expect(memories(calm)).toHaveLength(1);
    expect(calm.chart.history.flappingSince).toBeUndefined();
  });

  it('is forgotten with a container that is gone', () => {
    const step = first({}, {}, NO_INTENT, { gone: true });
    expect(step.changes.map(({ kind }) => kind)).toEqual(['flip', 'target_forgotten']);
    expect(step.chart.verdict).toEqual({ kind: 'off', reason: 'removed' });
  });
});

describe('since when a state lasts', () => {
  const old = { stateSince: T0 - MINUTE };

  it.each<[string, Partial<Container>, number]>([
    ['nothing changed', { failingStreak: 2 }, T0 - MINUTE],
    ['its health changed', { health: 'starting' }, T0],
    ['its state changed', { state: 'paused' }, T0],
    ['it is another container', { id: 'c2' }, T0],
  ])('is known when %s', (_what, part, since) => {
    expect(first(old, part).chart.stateSince).toBe(since);
  });
});

describe('crashes', () => {
  const crashes = (step: Step) => step.chart.history.crashes;

  it('are those with a code or out of memory, and none that is a success or a person’s', () => {
    expect(crashes(first({}, CRASHED, crash))).toEqual([T0]);
    expect(crashes(first({}, { ...CRASHED, exitCode: 0, oomKilled: true }, crash))).toEqual([T0]);
    expect(crashes(first({}, { ...CRASHED, exitCode: 0 }, crash))).toEqual([]);
    expect(crashes(first({}, CRASHED, { ...crash, stoppedOnPurpose: true }))).toEqual([]);
    expect(crashes(first({}, { ...CRASHED, state: 'restarting' }, crash))).toEqual([T0]);
    expect(crashes(first({}, { ...CRASHED, state: 'paused' }, crash))).toEqual([]);
  });

  it('are told from ends with success, which are remembered too', () => {
    const lastEnd = (part: Partial<Container>) => first({}, { ...CRASHED, ...part }, crash).chart.history.lastEnd;
    expect(lastEnd({ exitCode: 0 })).toEqual({ at: T0, kind: 'success' });
    expect(lastEnd({ exitCode: 1 })).toEqual({ at: T0, kind: 'crash' });
    expect(lastEnd({ exitCode: 0, oomKilled: true })).toEqual({ at: T0, kind: 'crash' });
    const ours = { ...crash, end: { at: T0, ours: true } };
    expect(first({}, { ...CRASHED, exitCode: 0 }, ours).chart.history.lastEnd).toBeUndefined();
    expect(first({}, { ...CRASHED, exitCode: 1 }, ours).chart.history.lastEnd).toBeUndefined();
  });

  it('of a life that we began ourselves are our attempts that did not help, not a loop', () => {
    const ours = { attempts: [attempt({ intendedAt: T0 - 900, finishedAt: T0 - 500 })] };
    const born = (startedAt: number | undefined) => crashes(first(ours, { ...CRASHED, startedAt }, crash));
    expect([T0 - 901, T0 - 499, undefined].map(born)).toEqual([[T0], [T0], [T0]]);
    expect([T0 - 900, T0 - 500].map(born)).toEqual([[], []]);
    const told = { attempts: [attempt({ action: 'notify', intendedAt: T0 - 900, finishedAt: T0 - 500 })] };
    expect(crashes(first(told, { ...CRASHED, startedAt: T0 - 700 }, crash))).toEqual([T0]);
  });

  it('go on counting over our own recreate, and begin anew after a person’s', () => {
    const history = { ...chart().history, containerId: container().id, crashes: [T0 - 5_000], seenAt: T0 - 5_000 };
    const recreate = attempt({ action: 'recreate', intendedAt: T0 - 2_000, finishedAt: T0 - 500 });
    const made = { id: 'c2'.padEnd(64, '0'), createdAt: T0 - 1_500 };
    expect(crashes(first({ history, attempts: [recreate] }, made))).toEqual([T0 - 5_000]);
    expect(crashes(first({ history, attempts: [{ ...recreate, action: 'restart' }] }, made))).toEqual([]);
    expect(crashes(first({ history }, made))).toEqual([]);
    expect(crashes(first({ history, attempts: [recreate] }, { ...made, createdAt: T0 - 3_000 }))).toHaveLength(1);
    const earlier = { ...made, createdAt: T0 - 3_001 };
    expect(crashes(first({ history, attempts: [recreate] }, earlier))).toEqual([]);
  });
});

describe('turning sick', () => {
  const turns = (life: Life) => life.chart.history.sickFlips.length;

  it('counts when it was well before, not when it is sick for another reason or not well again yet', () => {
    const life = new Life(HOLD);
    life.look(SICK, T0);
    expect(turns(life)).toBe(1);
    life.look(CRASHED, T0 + 1, {}, crash);
    life.look({ state: 'running', health: 'starting' }, T0 + 2);
    life.look(SICK, T0 + 3);
    expect(turns(life)).toBe(1);
    life.look({ health: 'healthy' }, T0 + 4);
    life.look(SICK, T0 + 5);
    expect(turns(life)).toBe(2);
  });

  it('counts once while people want no incident of it', () => {
    const pause = { reason: 'maintenance' as const, until: T0 + MINUTE };
    const life = new Life(HOLD, { quiet: () => ({ muted: undefined, until: undefined, pause }) });
    life.look(SICK, T0);
    life.look(CRASHED, T0 + 1, {}, crash);
    expect(life.types).toEqual([]);
    expect(turns(life)).toBe(1);
  });

  it('counts after a start that never became well, when there was no trouble yet', () => {
    const life = new Life({ ...HOLD, verdict: { kind: 'unknown', reason: 'starting' } });
    life.look(SICK, T0);
    expect(turns(life)).toBe(1);
  });
});

describe('an image', () => {
  const proven = (from: Partial<Chart>, part: Partial<Container>) => first(from, part).chart.images.proven;

  it('is proven by the time of being well on it, from the start or the verdict on, when that time ends', () => {
    const { verifyMs } = SETTINGS;
    const wellSince = (since: number, startedAt: number) => ({ since, container: container({ startedAt }) });
    expect(proven(wellSince(T0 - verifyMs, 0), SICK)).toEqual(['sha256:1']);
    expect(proven(wellSince(T0 - verifyMs + 1, 0), SICK)).toEqual([]);
    expect(proven(wellSince(0, T0 - verifyMs), SICK)).toEqual(['sha256:1']);
    expect(proven(wellSince(0, T0 - verifyMs + 1), SICK)).toEqual([]);
    expect(proven(wellSince(0, 0), {})).toEqual([]);
    expect(proven(wellSince(0, 0), { id: 'b'.repeat(64), imageId: 'sha256:2' })).toEqual(['sha256:1']);
    expect(proven({ ...wellSince(0, 0), verdict: { kind: 'unknown', reason: 'starting' } }, SICK)).toEqual([]);
  });

  it('is proven by a life that ended and began anew before anybody looked, as long as that life was', () => {
    const { verifyMs } = SETTINGS;
    const before = { since: 0, container: container({ startedAt: T0 - verifyMs }) };
    expect(proven(before, { startedAt: T0, finishedAt: T0 })).toEqual(['sha256:1']);
    expect(proven(before, { startedAt: T0, finishedAt: T0 - 1 })).toEqual([]);
  });
});

describe('while an attempt is under way', () => {
  const underway = (action: 'recreate' | 'restart' | 'stop') => ({
    attempts: [attempt({ action, intendedAt: T0, finishedAt: undefined, deadlineAt: T0 + MINUTE })],
  });
  const verdictOf = (action: 'recreate' | 'restart' | 'stop', part: Partial<Container>, intent = NO_INTENT) => {
    const life = new Life({ ...HOLD, ...underway(action) });
    return life.look(part, T0 + 10, {}, intent).chart.verdict.reason;
  };

  it('nothing is known of one that is being recreated or stopped; one that restarts may be seen up', () => {
    expect(verdictOf('recreate', {})).toBe('being_restarted');
    expect(verdictOf('stop', SICK)).toBe('being_restarted');
    expect(verdictOf('restart', SICK)).toBe('health_check_fails');
    expect(verdictOf('restart', CRASHED, { ...crash, end: { at: T0, ours: true } })).toBe('being_restarted');
  });

  it('a crash that nobody asked for is one all the same', () => {
    expect(verdictOf('restart', CRASHED, { ...crash, end: { at: T0 + 5, ours: false } })).toBe('exited_non_zero');
  });

  it('an end that nobody has told of is ours when it came after the intent', () => {
    const ended = { state: 'exited', exitCode: 0, health: 'none' } as const;
    expect(verdictOf('restart', { ...ended, finishedAt: T0 })).toBe('being_restarted');
    expect(verdictOf('restart', { ...ended, exitCode: 143, finishedAt: T0 })).toBe('being_restarted');
    expect(verdictOf('restart', { ...ended, finishedAt: T0 - 1 })).toBe('stop_may_follow');
    expect(verdictOf('restart', { ...ended, finishedAt: T0 - 5_000 })).toBe('finished');
    expect(verdictOf('restart', { ...ended, finishedAt: undefined })).toBe('finished');
  });
});

describe('what a person resolved', () => {
  const dismissed = { dismissed: ['container_unhealthy', 'high_cpu'] } as const;
  const left = (part: Partial<Container>, intent = NO_INTENT) =>
    first({ ...dismissed, symptoms: [HOT] }, part, intent).chart.dismissed;

  it('may be opened again after it was well or off; a symptom goes by its own rule', () => {
    expect(left({})).toEqual(['high_cpu']);
    expect(left({ state: 'exited' }, { ...NO_INTENT, stoppedOnPurpose: true })).toEqual([]);
    expect(left({ health: 'starting' })).toEqual(['container_unhealthy', 'high_cpu']);
    expect(left(SICK)).toEqual(['container_unhealthy', 'high_cpu']);
  });
});

it('an opinion that was formed then is taken as it is', () => {
  const opinion = { kind: 'unknown', reason: 'starting' } as const;
  expect(first({}, SICK, NO_INTENT, { opinion }).chart.verdict).toEqual(opinion);
});

describe('a container that we stopped as the last rung', () => {
  const down = { state: 'exited', exitCode: 143, health: 'none', finishedAt: T0 - 5 } as const;
  const { incidents } = new Life(HOLD).look(SICK, T0 - MINUTE).chart;
  const of = (part: Partial<Remediation>) =>
    attempt({ incidentId: incidents[0]?.id ?? '', action: 'stop', intendedAt: T0 - 10, finishedAt: T0 - 4, ...part });
  const reason = (attempts: readonly Remediation[], part: Partial<Container> = {}, intent = crash) =>
    first({ incidents, attempts }, { ...down, ...part }, intent).chart.verdict.reason;

  it('is off by our hand, also when people were told after it', () => {
    expect(reason([of({})])).toBe('stopped_by_paramedic');
    expect(reason([of({}), of({ action: 'notify' })])).toBe('stopped_by_paramedic');
  });

  it('is not when the stop failed, something else came after it, it is up, or a person stopped it too', () => {
    expect(reason([of({ outcome: 'failed' })])).toBe('exited_non_zero');
    expect(reason([of({}), of({ action: 'restart' })])).toBe('exited_non_zero');
    expect(reason([of({})], { state: 'running' })).toBe('running');
    expect(reason([of({})], {}, { ...crash, stoppedOnPurpose: true })).toBe('stopped_on_purpose');
  });
});
