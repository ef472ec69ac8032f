import { describe, expect, it } from '@jest/globals';
import type { ContainerSettings } from '../../src/config/container-settings.ts';
import { NO_INTENT } from '../../src/containers/intent.ts';
import { oblige } from '../../src/flow.ts';
import type { Chart } from '../../src/healing/chart.ts';
import type { Quiet, World } from '../../src/healing/draft.ts';
import { NO_HISTORY } from '../../src/probes/restart-loop.ts';
import type { Symptom } from '../../src/probes/symptom.ts';
import { attempt, chart, container, SETTINGS, T0, world } from '../support/charts.ts';
import { Life } from '../support/life.ts';

const ladder = (actions: ContainerSettings['actions'], part: Partial<ContainerSettings> = {}) => ({
  settings: { ...SETTINGS, actions, actionsByLabel: true, exec: 'rm -f /tmp/lock', ...part },
});
const SICK = { health: 'unhealthy' } as const;
const WELL = { health: 'healthy' } as const;
const MINUTE = 60_000;
const LOUD: Quiet = { muted: undefined, until: undefined, pause: undefined };

describe('climbing the ladder', () => {
  it('cleans up first, waits for the effect, then restarts, then recreates, and only then gives up', () => {
    const life = new Life(ladder(['exec', 'restart', 'recreate']));
    expect(life.look(SICK, T0).act).toMatchObject({ action: 'exec', attempt: 1 });
    life.outcome('done', SICK, T0 + 100, { exitCode: 0 });
    expect(life.last?.decision).toEqual({ kind: 'wait', until: T0 + 100 + SETTINGS.verifyMs, reason: 'settling' });
    expect(life.story).not.toContain('ineffective exec_ineffective');
    expect(life.look(SICK, T0 + 100 + SETTINGS.verifyMs).act).toMatchObject({ action: 'restart', attempt: 2 });
    expect(life.story).toContain('ineffective exec_ineffective');
    life.outcome('done', SICK, T0 + 31_000);
    expect(life.look(SICK, T0 + 2 * MINUTE).act).toMatchObject({ action: 'recreate', attempt: 3 });
    life.outcome('failed', SICK, T0 + 2 * MINUTE + 5_000);
    expect(life.last?.decision).toEqual({ kind: 'give_up', reason: 'attempts_exhausted' });
    expect(life.types).toEqual(['container_unhealthy', 'heal_failed']);
  });

  it('a clean-up that helped resolves as healed', () => {
    const life = new Life(ladder(['exec', 'restart']));
    life.look(SICK, T0);
    life.outcome('done', SICK, T0 + 100, { exitCode: 0 });
    life.look(WELL, T0 + 5_000);
    life.look(WELL, T0 + 5_000 + SETTINGS.verifyMs);
    expect(life.last?.happenings).toMatchObject([
      { kind: 'incident_resolved', incident: { resolution: 'auto_healed', autoHealed: true } },
      { kind: 'people_told' },
    ]);
  });

  it('knows its own recreate from a person’s, and is well on the new one', () => {
    const life = new Life(ladder(['recreate']));
    life.look(SICK, T0);
    const made = { id: 'c2'.padEnd(64, '0'), createdAt: T0 + 1_000, startedAt: T0 + 1_500, ...WELL };
    life.look(made, T0 + 2_000);
    expect(life.chart.verdict).toEqual({ kind: 'unknown', reason: 'being_restarted' });
    life.outcome('done', made, T0 + 3_000, { newId: made.id });
    expect(life.chart.verdict.kind).toBe('healthy');
    life.look(made, T0 + 3_000 + SETTINGS.verifyMs);
    expect(life.last?.happenings).toMatchObject([{ incident: { resolution: 'auto_healed' } }, {}]);
  });

  it('stops at the last rung, hands over, and leaves the incident open until somebody starts it', () => {
    const life = new Life(ladder(['stop']));
    expect(life.look(SICK, T0).act).toMatchObject({ action: 'stop' });
    const down = { state: 'exited', exitCode: 143, finishedAt: T0 + 200, health: 'none' } as const;
    life.outcome('done', down, T0 + 250);
    expect(life.chart.verdict).toEqual({ kind: 'off', reason: 'stopped_by_paramedic' });
    expect(life.types).toEqual(['container_unhealthy', 'heal_failed']);
    life.look(down, T0 + MINUTE);
    expect(life.types).toEqual(['container_unhealthy', 'heal_failed']);
    const up = { state: 'running', startedAt: T0 + 2 * MINUTE, exitCode: undefined, ...WELL } as const;
    life.look(up, T0 + 2 * MINUTE, {}, { ...NO_INTENT, touchedAt: T0 + 2 * MINUTE });
    life.look(up, T0 + 3 * MINUTE, {}, { ...NO_INTENT, touchedAt: T0 + 2 * MINUTE });
    expect(life.types).toEqual([]);
    expect(life.last?.happenings).toMatchObject([{ incident: { resolution: 'human' } }, {}, {}]);
  });

  it('tells people once, where the label has it, and goes on healing', () => {
    const life = new Life(ladder(['notify', 'restart']));
    expect(life.look(SICK, T0).act).toBeUndefined();
    expect(life.told).toEqual(['notify container_unhealthy']);
    expect(life.look(SICK, T0 + 1).act).toMatchObject({ action: 'restart', attempt: 1 });
    expect(life.told).toEqual(['notify container_unhealthy']);
  });
});

describe('an act that takes longer than the proof of health', () => {
  it('is settled before the incident is resolved, and gets the credit', () => {
    const life = new Life();
    life.look(SICK, T0);
    life.look({ ...WELL, startedAt: T0 + 100 }, T0 + 200);
    life.look({}, T0 + 2 * MINUTE);
    expect(life.types).toEqual(['container_unhealthy']);
    life.outcome('done', {}, T0 + 2 * MINUTE + 1);
    expect(life.types).toEqual([]);
    expect(life.story.slice(-2)).toEqual(['finished restart', 'resolved observed_healthy']);
    expect(life.last?.happenings).toContainEqual(
      expect.objectContaining({ kind: 'incident_resolved', incident: expect.objectContaining({ autoHealed: true }) }),
    );
  });
});

describe('a bad update', () => {
  const updated = (at: number) => ({ id: 'c2'.padEnd(64, '0'), imageId: 'sha256:2', createdAt: at, startedAt: at });

  it('goes straight to people, with both images, and is not restarted', () => {
    const life = new Life();
    life.look(WELL, T0);
    life.look({ ...updated(T0 + MINUTE), health: 'starting' }, T0 + MINUTE);
    life.look({ ...updated(T0 + MINUTE), ...SICK }, T0 + 2 * MINUTE);
    expect(life.last?.decision).toEqual({ kind: 'give_up', reason: 'bad_update' });
    expect(life.last?.act).toBeUndefined();
    expect(life.chart.incidents[1]).toMatchObject({
      type: 'bad_update',
      parentId: life.chart.incidents[0]?.id,
      evidence: { currentImage: 'sha256:2', previousImage: 'sha256:1' },
    });
    expect(life.told).toEqual(['incident_opened container_unhealthy', 'heal_failed container_unhealthy']);
    life.look({ ...SICK }, T0 + 3 * MINUTE);
    expect(life.types).toHaveLength(2);
  });

  it('is none when the new image was well first, or the same image was recreated', () => {
    const later = new Life();
    later.look(updated(T0 + MINUTE), T0 + MINUTE);
    later.look({ ...updated(T0 + MINUTE), ...WELL }, T0 + 2 * MINUTE);
    expect(later.look(SICK, T0 + 10 * MINUTE).act).toMatchObject({ action: 'restart' });
    const same = new Life();
    same.look({ ...updated(T0 + MINUTE), imageId: 'sha256:1' }, T0 + MINUTE);
    expect(same.look(SICK, T0 + 2 * MINUTE).act).toMatchObject({ action: 'restart' });
  });
});

describe('a restart loop', () => {
  const crash = (life: Life, at: number, restartCount: number) => {
    const ended = { state: 'restarting', exitCode: 1, finishedAt: at, restartCount } as const;
    life.look(ended, at, {}, { ...NO_INTENT, end: { at, ours: false } });
    const up = { state: 'running', exitCode: undefined, startedAt: at + 500, restartCount: restartCount + 1 } as const;
    life.look(up, at + 500);
  };
  const looping = () => {
    const life = new Life({ container: container({ restartPolicy: 'always', health: 'none' }) });
    for (const n of [0, 1, 2]) crash(life, T0 + n * 20_000, n);
    return life;
  };

  it('is seen while it looks up, and handed over: one more restart is no cure', () => {
    const life = looping();
    expect(life.chart.container.state).toBe('running');
    expect(life.chart.verdict).toMatchObject({ kind: 'sick', type: 'restart_loop' });
    expect(life.types).toContain('heal_failed');
    expect(life.steps.every(({ act }) => act === undefined)).toBe(true);
  });

  it('takes the crash over that was there first: one story, and people hear of the loop', () => {
    const life = looping();
    expect(life.types).toEqual(['container_exited', 'restart_loop', 'heal_failed']);
    const [exited, loop, failed] = life.chart.incidents;
    expect(loop?.parentId).toBeUndefined();
    expect([exited?.parentId, failed?.parentId]).toEqual([loop?.id, loop?.id]);
    expect(life.story).toContain('inhibited restart_loop');
    expect(life.told).toEqual([
      'incident_opened container_exited',
      'incident_opened restart_loop',
      'heal_failed restart_loop',
    ]);
  });

  it('never tells of the crash that it took over before people had heard of it', () => {
    const life = new Life({ container: container({ restartPolicy: 'always', health: 'none' }) });
    crash(life, T0, 0);
    life.chart = {
      ...life.chart,
      incidents: life.chart.incidents.map((one) => ({ ...one, toldAt: undefined, muted: true })),
    };
    for (const n of [1, 2]) crash(life, T0 + n * 20_000, n);
    const unmuted = life.chart.incidents.map((one) => ({ ...one, muted: false }));
    life.chart = { ...life.chart, incidents: unmuted };
    life.look({}, T0 + 50_000);
    expect(life.told.filter((line) => line.endsWith('container_exited'))).toEqual(['incident_opened container_exited']);
  });

  it('that shows only when healing was given up belongs to what people were handed, and is not told', () => {
    const policy = { settings: { ...SETTINGS, maxAttempts: 1 } };
    const life = new Life({ container: container({ health: 'none' }), ...policy });
    const down = { state: 'exited', exitCode: 1, finishedAt: T0 } as const;
    const end = { ...NO_INTENT, end: { at: T0, ours: false } };
    life.look(down, T0, {}, end);
    life.outcome('failed', {}, T0 + 100);
    life.look({}, T0 + 200, {}, end);
    expect(life.types).toEqual(['container_exited', 'heal_failed']);
    const before = life.told.length;
    for (const n of [1, 2, 3]) crash(life, T0 + n * 20_000, n);
    expect(life.types).toEqual(['container_exited', 'heal_failed', 'restart_loop']);
    const [exited, , loop] = life.chart.incidents;
    expect(loop?.parentId).toBe(exited?.id);
    expect(exited?.parentId).toBeUndefined();
    expect(life.story).toContain('inhibited handed_over');
    expect(life.told.slice(before)).toEqual([]);
  });

  it('is over after a quiet spell, and not before', () => {
    const life = looping();
    const until = life.last?.chart.dueAt ?? 0;
    life.look({}, until - 1);
    expect(life.chart.verdict.kind).toBe('sick');
    life.look({}, until);
    expect(life.chart.verdict.kind).toBe('healthy');
    life.look({}, until + SETTINGS.verifyMs);
    expect(life.types).toEqual([]);
  });
});

describe('the family', () => {
  const parent = (part: Partial<Chart>, sharesNetwork = false) => ({
    parents: () => [{ sharesNetwork, chart: chart({ target: 'db', container: container({ name: 'db' }), ...part }) }],
  });
  const dbIncident = () => {
    const db = new Life({ target: 'db' });
    db.look(SICK, T0);
    return db.chart;
  };

  it('a child of a sick parent is inhibited: its incident names the parent’s, nobody is told, nothing is done', () => {
    const sickDb = dbIncident();
    const life = new Life({}, { parents: () => [{ sharesNetwork: false, chart: sickDb }] });
    life.look(SICK, T0 + 10);
    expect(life.last?.decision).toMatchObject({ kind: 'wait', reason: 'parent_sick' });
    expect(life.chart.incidents).toMatchObject([{ parentId: sickDb.incidents[0]?.id, healAttempts: 0 }]);
    expect(life.told).toEqual([]);
    expect(life.story).toContain('inhibited parent_sick');
  });

  it('is inhibited also when its label says that nothing is to be healed', () => {
    const sickDb = dbIncident();
    const life = new Life(ladder(['none']), { parents: () => [{ sharesNetwork: false, chart: sickDb }] });
    life.look(SICK, T0 + 10);
    expect(life.chart.incidents).toMatchObject([{ parentId: sickDb.incidents[0]?.id }]);
    expect(life.told).toEqual([]);
  });

  it('waits a moment for its parents, then is healed when they are well', () => {
    const life = new Life({}, parent({}));
    expect(life.look(SICK, T0).decision).toEqual({ kind: 'wait', until: T0 + 1_000, reason: 'parents_first' });
    expect(life.look(SICK, T0 + 1_000).act).toMatchObject({ action: 'restart' });
  });

  it('waits for a parent whose check has just failed, but not for ever', () => {
    const life = new Life({}, parent({ container: container({ failingStreak: 1 }) }));
    life.look(SICK, T0);
    expect(life.look(SICK, T0 + 1_000).decision).toMatchObject({ kind: 'wait', reason: 'parent_suspect' });
    expect(life.look(SICK, T0 + MINUTE).act).toMatchObject({ action: 'restart' });
  });

  it('gives a child time to get well by itself once its parent is back', () => {
    const life = new Life({}, parent({ since: T0 + 30_000 }));
    life.look(SICK, T0);
    expect(life.look(SICK, T0 + 30_000).decision).toEqual({ kind: 'wait', until: T0 + 40_000, reason: 'parent_back' });
    expect(life.look(SICK, T0 + 40_000).act).toMatchObject({ action: 'restart' });
  });

  it('leaves a child of a stopped parent alone', () => {
    const life = new Life({}, parent({ verdict: { kind: 'off', reason: 'stopped_on_purpose' } }));
    expect(life.look(SICK, T0 + 5_000).decision).toMatchObject({ kind: 'wait', reason: 'parent_off' });
  });

  it('heals a child of a job that has finished, and hands it over when that does not help', () => {
    const job = { state: 'exited', exitCode: 0, health: 'none' } as const;
    const finished = { verdict: { kind: 'off', reason: 'finished' }, container: container(job) } as const;
    const life = new Life({}, parent(finished));
    life.look(SICK, T0);
    expect(life.look(SICK, T0 + 1_000).act).toMatchObject({ action: 'restart', attempt: 1 });
    life.outcome('done', SICK, T0 + 2_000);
    expect(life.look(SICK, T0 + MINUTE).act).toMatchObject({ action: 'restart', attempt: 2 });
    life.outcome('done', SICK, T0 + MINUTE + 1);
    expect(life.types).toEqual(['container_unhealthy', 'heal_failed']);
  });

  it('gives a child of a job that has just finished time to get well by itself', () => {
    const finished = { verdict: { kind: 'off', reason: 'finished' }, since: T0 + 30_000 } as const;
    const life = new Life({}, parent(finished));
    life.look(SICK, T0);
    expect(life.look(SICK, T0 + 30_000).decision).toEqual({ kind: 'wait', until: T0 + 40_000, reason: 'parent_back' });
  });

  it('waits for a parent that was only made, but not for ever', () => {
    const life = new Life({}, parent({ verdict: { kind: 'off', reason: 'not_started' } }));
    life.look(SICK, T0);
    expect(life.look(SICK, T0 + 1_000).decision).toMatchObject({ kind: 'wait', reason: 'parent_suspect' });
    expect(life.look(SICK, T0 + MINUTE).act).toMatchObject({ action: 'restart' });
  });

  it('never stops who lives in the network of one that has finished: it could not be started again', () => {
    const sharing = { container: container({ networkMode: 'container:db', health: 'healthy' }) };
    const job = container({ name: 'db', state: 'exited', exitCode: 0, health: 'none' });
    const life = new Life(sharing, parent({ verdict: { kind: 'off', reason: 'finished' }, container: job }, true));
    life.look(SICK, T0);
    expect(life.look(SICK, T0 + 60 * MINUTE).decision).toMatchObject({ kind: 'wait', reason: 'parent_off' });
    expect(life.told).toEqual(['incident_opened container_unhealthy']);
  });

  it('restarts at once who lost the network of a parent that started anew', () => {
    const sharing = {
      container: container({ networkMode: 'container:db', startedAt: T0 - MINUTE, health: 'healthy' }),
    };
    const up = container({ name: 'db', startedAt: T0 });
    const life = new Life(sharing, parent({ container: up, since: T0 }, true));
    expect(life.look({}, T0 + 10).act).toMatchObject({ action: 'restart' });
    expect(life.chart.verdict).toMatchObject({ type: 'container_unhealthy', reason: 'network_lost' });
    const older = new Life(sharing, parent({ container: { ...up, startedAt: T0 - 2 * MINUTE } }, true));
    expect(older.look({}, T0 + 10).chart.verdict.kind).toBe('healthy');
  });

  it('recreates who lives in the network of a parent that was replaced', () => {
    const sharing = {
      container: container({ networkMode: 'container:db1', startedAt: T0 - MINUTE, health: 'healthy' }),
    };
    const replaced = container({ name: 'db', id: 'db2'.padEnd(64, '0'), startedAt: T0 });
    const life = new Life(sharing, parent({ container: replaced, since: T0 }, true));
    expect(life.look({}, T0 + 10).act).toMatchObject({ action: 'recreate' });
  });

  it('a dependent that runs is restarted for its parent’s sake, in the story of that incident; who is down is not', () => {
    const cause = attempt({ target: 'db', action: 'restart-dependents' });
    const step = oblige(chart(), cause, world(), T0);
    expect(step?.act).toMatchObject({ target: 'web', action: 'restart', incidentId: cause.incidentId });
    expect(step?.changes.map(({ kind }) => kind)).toEqual(['remediation_intended', 'timeline']);
    const down = oblige(chart({ container: container({ state: 'exited' }) }), cause, world(), T0);
    expect(down?.changes).toContainEqual(expect.objectContaining({ kind: 'target_remembered' }));
    expect(down?.act).toBeUndefined();
  });

  it.each<[reason: string, part: Partial<Chart>, around: Partial<World>, surroundings: object]>([
    ['host_budget', {}, {}, { hostAttempts: Array.from({ length: 60 }, () => T0 - 1) }],
    ['max_unhealthy', {}, {}, { sick: 15, watched: 20 }],
    ['engine_unreachable', {}, {}, { engineReachable: false }],
    ['heal_none', ladder(['none']), {}, {}],
    ['guarded', {}, { quiet: () => ({ ...LOUD, pause: { reason: 'guarded', until: T0 + 5_000 } }) }, {}],
    [
      'container_budget',
      { attempts: Array.from({ length: 5 }, () => attempt({ incidentId: 'own', intendedAt: T0 - 1 })) },
      {},
      {},
    ],
  ])('a dependent is left alone, and the story says so: %s', (reason, part, around, surroundings) => {
    const cause = attempt({ target: 'db', action: 'restart-dependents' });
    const step = oblige(chart(part), cause, world(around, surroundings), T0);
    expect(step?.act).toBeUndefined();
    expect(step?.changes).toMatchObject([{ entry: { kind: 'dependent_left_alone', reason } }, {}]);
  });

  it('people hear of a child that stays sick when its parent’s trouble is over', () => {
    const sickDb = dbIncident();
    let db = sickDb;
    const life = new Life({}, { parents: () => [{ sharesNetwork: false, chart: db }] });
    life.look(SICK, T0 + 10);
    db = { ...sickDb, verdict: { kind: 'healthy', reason: 'running' }, since: T0 + 20, incidents: [] };
    life.look({ health: 'starting' }, T0 + 30);
    expect(life.told).toEqual([]);
    life.look(SICK, T0 + 40);
    expect(life.told).toEqual(['incident_opened container_unhealthy']);
  });

  it('a child’s incident names the outage of its parent, not a symptom that it had before', () => {
    const db = new Life({ target: 'db' });
    const evidence = {};
    db.look({}, T0, {
      symptoms: [{ type: 'high_cpu', severity: 'warning', reason: 'busy', description: 'db is busy', evidence }],
    });
    db.look(SICK, T0 + 1);
    const life = new Life({}, { parents: () => [{ sharesNetwork: false, chart: db.chart }] });
    life.look(SICK, T0 + 10);
    const outage = db.chart.incidents.find(({ type }) => type === 'container_unhealthy');
    expect(life.chart.incidents).toMatchObject([{ parentId: outage?.id }]);
  });
});

describe('symptoms', () => {
  const hot: Symptom = {
    ...{ type: 'high_cpu', severity: 'warning', reason: 'busy', description: 'web is busy', evidence: {} },
  };

  it('open an incident, heal nothing, and resolve it when they leave', () => {
    const life = new Life();
    const step = life.look({}, T0, { symptoms: [hot] });
    expect(life.types).toEqual(['high_cpu']);
    expect(step.act).toBeUndefined();
    life.look({}, T0 + MINUTE);
    expect(life.types).toEqual(['high_cpu']);
    life.look({}, T0 + 2 * MINUTE, { symptoms: [] });
    expect(life.types).toEqual([]);
    expect(life.told).toEqual(['incident_opened high_cpu', 'incident_resolved high_cpu']);
  });

  it.each([
    ['removed', { gone: true }, NO_INTENT],
    ['stopped by a person', {}, { ...NO_INTENT, end: { at: T0 + 1, ours: false }, stoppedOnPurpose: true }],
  ])('end with a container that is %s, and do not come back with it', (_how, more, intent) => {
    const life = new Life();
    life.look({}, T0, { symptoms: [hot] });
    const part = intent === NO_INTENT ? {} : ({ state: 'exited', exitCode: 0 } as const);
    life.look(part, T0 + 1, more, intent);
    expect(life.types).toEqual([]);
    expect(life.told).toEqual(['incident_opened high_cpu', 'incident_resolved high_cpu']);
  });

  it('do not close with an outage, nor keep one open', () => {
    const life = new Life();
    life.look(SICK, T0, { symptoms: [hot] });
    life.outcome('done', { ...WELL, startedAt: T0 + 100 }, T0 + 200);
    life.look({}, T0 + MINUTE);
    expect(life.types).toEqual(['high_cpu']);
  });

  it('are kept over a restart of Paramedic until they would be seen again', () => {
    const before = new Life();
    before.look({}, T0, { symptoms: [hot] });
    const { incidents } = before.chart;
    const after = new Life({ incidents }, { surroundings: { ...world().surroundings, startedAt: T0 + MINUTE } });
    after.look({}, T0 + MINUTE, { symptoms: [] });
    expect(after.types).toEqual(['high_cpu']);
    after.look({}, T0 + 11 * MINUTE, { symptoms: [] });
    expect(after.types).toEqual([]);
  });
});

describe('a symptom that was resolved by hand', () => {
  it('is not opened again because Paramedic was started anew and had to find it again', () => {
    const surroundings = { ...world().surroundings, startedAt: T0 };
    const hot: Symptom = {
      ...{ type: 'high_cpu', severity: 'warning', reason: 'busy', description: 'web is busy', evidence: {} },
    };
    const life = new Life({ dismissed: ['high_cpu'] }, { surroundings });
    life.look({}, T0, { symptoms: [] });
    life.look({}, T0 + 5 * MINUTE, { symptoms: [hot] });
    expect(life.types).toEqual([]);
    const over = life.look({}, T0 + 20 * MINUTE, { symptoms: [] });
    expect(over.changes).toMatchObject([{ kind: 'target_remembered', memory: { memo: { dismissed: [] } } }]);
    life.look({}, T0 + 30 * MINUTE, { symptoms: [hot] });
    expect(life.types).toEqual(['high_cpu']);
  });
});

describe('what people asked for', () => {
  const quiet = (part: object) => ({
    quiet: () => ({ muted: undefined, until: undefined, pause: undefined, ...part }),
  });

  it('a silence keeps quiet and heals all the same; when it ends they are told of what is still open', () => {
    const muting = { muted: 'silenced', until: T0 + MINUTE } as const;
    let now: object = muting;
    const life = new Life({}, { quiet: () => ({ muted: undefined, until: undefined, pause: undefined, ...now }) });
    expect(life.look(SICK, T0).act).toBeDefined();
    expect(life.told).toEqual([]);
    expect(life.chart.incidents[0]?.toldAt).toBeUndefined();
    expect(life.chart.dueAt).toBe(T0 + MINUTE);
    now = {};
    life.look(SICK, T0 + MINUTE);
    expect(life.told).toEqual(['incident_opened container_unhealthy']);
  });

  it('whoever was not told of the failure is not told of the recovery', () => {
    const life = new Life({}, quiet({ muted: 'silenced', until: T0 + 60 * MINUTE }));
    life.look(SICK, T0);
    life.outcome('done', { ...WELL, startedAt: T0 + 100 }, T0 + 200);
    life.look({}, T0 + MINUTE);
    expect(life.types).toEqual([]);
    expect(life.told).toEqual([]);
  });

  it('a maintenance window opens no incident and heals nothing, until it is over', () => {
    const pause = { reason: 'maintenance' as const, until: T0 + MINUTE };
    const life = new Life({}, quiet({ pause }));
    life.look(SICK, T0);
    expect(life.types).toEqual([]);
    expect(life.chart.dueAt).toBe(T0 + MINUTE);
  });

  it('a guard holds what had begun before', () => {
    let now: object = {};
    const life = new Life({}, { quiet: () => ({ muted: undefined, until: undefined, pause: undefined, ...now }) });
    life.look(SICK, T0);
    life.outcome('done', SICK, T0 + 200);
    now = { pause: { reason: 'guarded', until: T0 + 3 * MINUTE } };
    expect(life.look(SICK, T0 + 2 * MINUTE).decision).toEqual({
      kind: 'wait',
      until: T0 + 3 * MINUTE,
      reason: 'guarded',
    });
  });

  it('a snooze is over at its time, and then they are told again', () => {
    const life = new Life(ladder(['none']));
    life.look(SICK, T0);
    const id = life.chart.incidents[0]?.id ?? '';
    life.order(id, { kind: 'snooze', by: 'ann', until: T0 + MINUTE }, T0 + 1);
    expect(life.chart.dueAt).toBe(T0 + MINUTE);
    life.look(SICK, T0 + 30_000);
    expect(life.told).toHaveLength(1);
    life.look(SICK, T0 + MINUTE);
    expect(life.told).toHaveLength(2);
    life.look(SICK, T0 + 2 * MINUTE);
    expect(life.told).toHaveLength(2);
  });

  it('muted means quiet until it is resolved, and the next one is told again', () => {
    const life = new Life(ladder(['none']));
    life.look(SICK, T0);
    life.order(life.chart.incidents[0]?.id ?? '', { kind: 'mute', by: 'ann' }, T0 + 1);
    life.look(WELL, T0 + 2);
    life.look(WELL, T0 + MINUTE);
    expect(life.types).toEqual([]);
    expect(life.told).toEqual(['incident_opened container_unhealthy']);
    life.look(SICK, T0 + 2 * MINUTE);
    expect(life.told).toHaveLength(2);
  });

  it('whoever was told that healing failed is told of the recovery, though the incident itself was not told', () => {
    const history = { ...NO_HISTORY, sickFlips: [T0 - 5, T0 - 4, T0 - 3, T0 - 2], containerId: container().id };
    const life = new Life({ history, ...ladder(['restart'], { maxAttempts: 1 }) });
    life.look(SICK, T0);
    life.outcome('done', { ...SICK, startedAt: T0 + 100 }, T0 + 200);
    expect(life.told).toEqual(['incident_opened flapping', 'heal_failed container_unhealthy']);
    life.look(WELL, T0 + MINUTE);
    life.look({}, T0 + 2 * MINUTE);
    expect(life.types).toEqual(['flapping']);
    expect(life.told.slice(2)).toEqual(['incident_resolved container_unhealthy']);
  });

  it('the rung that tells people keeps quiet while they asked for it, and they hear of it afterwards', () => {
    let now: Quiet = { muted: 'silenced', until: T0 + MINUTE, pause: undefined };
    const life = new Life(ladder(['notify']), { quiet: () => now });
    life.look(SICK, T0);
    expect(life.told).toEqual([]);
    now = LOUD;
    life.look(SICK, T0 + MINUTE);
    expect(life.told).toEqual(['incident_opened container_unhealthy']);
  });

  it('flapping that was resolved by hand is not opened again at the next turn for the better', () => {
    const history = { ...NO_HISTORY, sickFlips: [T0 - 5, T0 - 4, T0 - 3, T0 - 2], containerId: container().id };
    const life = new Life({ history, ...ladder(['none']) });
    life.look(SICK, T0);
    const flapping = life.chart.incidents.find(({ type }) => type === 'flapping');
    life.order(flapping?.id ?? '', { kind: 'resolve', by: 'ann', text: undefined }, T0 + 1);
    life.look(WELL, T0 + 2);
    expect(life.types).not.toContain('flapping');
  });

  it('resolved by hand, the outage is not opened again until it has been well', () => {
    const life = new Life();
    life.look(SICK, T0);
    life.outcome('done', SICK, T0 + 200);
    life.order(life.chart.incidents[0]?.id ?? '', { kind: 'resolve', by: 'ann', text: 'known' }, T0 + 300);
    expect(life.last?.happenings).toMatchObject([{ incident: { resolution: 'human' } }, { kind: 'people_told' }]);
    expect(life.look(SICK, T0 + 5 * MINUTE).act).toBeUndefined();
    expect(life.types).toEqual([]);
    life.look(WELL, T0 + 6 * MINUTE);
    expect(life.chart.dueAt).toBe(T0 + 6 * MINUTE + SETTINGS.verifyMs);
    life.look(SICK, T0 + 6 * MINUTE + 1_000);
    expect(life.types).toEqual([]);
    life.look(WELL, T0 + 7 * MINUTE);
    life.look(WELL, T0 + 8 * MINUTE);
    life.look(SICK, T0 + 9 * MINUTE);
    expect(life.types).toEqual(['container_unhealthy']);
  });

  it('an order on what is resolved is refused', () => {
    const life = new Life();
    expect(() => life.order('gone', { kind: 'comment', by: 'ann', text: 'hm' }, T0)).toThrow('resolved');
  });

  it('flapping is told once, not each time it turns', () => {
    const history = { ...NO_HISTORY, sickFlips: [T0 - 5, T0 - 4, T0 - 3, T0 - 2], containerId: container().id };
    const life = new Life({ history, ...ladder(['none']) });
    life.look(SICK, T0);
    expect(life.types).toEqual(['container_unhealthy', 'flapping']);
    expect(life.told).toEqual(['incident_opened flapping']);
  });
});

describe('not knowing', () => {
  it('is no recovery: while the engine is away nothing proves that it is well', () => {
    const life = new Life();
    life.look(SICK, T0);
    life.outcome('done', { ...WELL, startedAt: T0 + 100 }, T0 + 200);
    const away = new Life(life.chart, { surroundings: { ...world().surroundings, engineReachable: false } });
    away.look({}, T0 + 10 * MINUTE);
    expect(away.types).toEqual(['container_unhealthy']);
    expect(away.chart.dueAt).toBeUndefined();
  });

  it('an attempt that was called off has healed nothing', () => {
    const life = new Life();
    const step = life.look(SICK, T0);
    const withdrawn = { ...attempt(step.act), outcome: 'withdrawn', finishedAt: T0 + 100 } as const;
    const later = new Life({ ...life.chart, attempts: [withdrawn] });
    later.look({ ...WELL, startedAt: T0 + 50 }, T0 + 200);
    later.look({}, T0 + 2 * MINUTE);
    expect(later.last?.happenings).toMatchObject([{ incident: { resolution: 'self_recovered' } }, {}]);
  });
});

describe('probes of our own', () => {
  const reading = (state: 'passing' | 'failing' | 'unknown') => ({
    ...{ name: 'http', kind: 'http' as const, state, since: T0, lastAt: T0, latencyMs: 3, slow: false, detail: '500' },
  });
  const probed = () => {
    const probes = [{ name: 'http' }] as unknown as ContainerSettings['probes'];
    return new Life({ settings: { ...SETTINGS, probes }, container: container({ health: 'none' }) });
  };

  it('a failing one is a sick container, and is healed', () => {
    const life = probed();
    const step = life.look({}, T0, { probes: [reading('failing')] });
    expect(step.chart.verdict).toMatchObject({ type: 'probe_failed' });
    expect(step.act).toMatchObject({ action: 'restart' });
  });

  it('an unknown one neither heals nor proves', () => {
    const life = probed();
    life.look({}, T0, { probes: [reading('failing')] });
    life.outcome('done', { startedAt: T0 + 100 }, T0 + 200);
    life.look({}, T0 + 300, { probes: [reading('unknown')] });
    life.look({}, T0 + 10 * MINUTE, { probes: [reading('unknown')] });
    expect(life.types).toEqual(['probe_failed']);
    life.look({}, T0 + 11 * MINUTE, { probes: [reading('passing')] });
    life.look({}, T0 + 12 * MINUTE, { probes: [reading('passing')] });
    expect(life.types).toEqual([]);
  });
});
