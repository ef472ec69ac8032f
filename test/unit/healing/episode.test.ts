import { describe, expect, it } from '@jest/globals';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import type { Chart } from '../../../src/healing/chart.ts';
import type { Step } from '../../../src/healing/draft.ts';
import type { Symptom } from '../../../src/probes/symptom.ts';
import { attempt, container, SETTINGS, SURROUNDINGS, T0, world } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';

const SICK = { health: 'unhealthy' } as const;
const WELL = { health: 'healthy' } as const;
const MINUTE = 60_000;
const HOLD = { settings: { ...SETTINGS, actions: ['none'] as const } };
const HOT: Symptom = { type: 'high_cpu', severity: 'warning', reason: 'busy', description: 'busy', evidence: {} };
const lines = (step: Step | undefined, kind: string) =>
  (step?.changes ?? []).flatMap((change) =>
    change.kind === 'timeline' && change.entry.kind === kind ? [change.entry] : [],
  );
/** Sick since T0, with a symptom beside it; nothing is done. */
const ill = (from: Partial<Chart> = HOLD, around = {}) => {
  const life = new Life(from, around);
  life.look(SICK, T0, { symptoms: [HOT] });
  return life;
};

describe('the incident of an outage', () => {
  it('is opened once, with the facts at hand, since the verdict', () => {
    const life = new Life({ ...HOLD, container: container({ image: 'shop/web:7', restartCount: 2 }) });
    const lastCheck = { at: T0, durationMs: 3, exitCode: 1, output: 'DB_PASSWORD=correcthorse refused' };
    const step = life.look({ ...SICK, failingStreak: 3, lastCheck }, T0, { at: T0 - 400 });
    const [incident] = life.chart.incidents;
    expect(incident).toMatchObject({
      ...{ timestamp: T0 - 400, target: 'web', host: 'host-1', containerName: 'web', severity: 'critical' },
      ...{ description: 'The health check of web fails', parentId: undefined, healAttempts: 0 },
      evidence: {
        ...{ image: 'shop/web:7', imageId: 'sha256:1', state: 'running', health: 'unhealthy', failingStreak: 3 },
        ...{ restartCount: 2, restartPolicy: 'no', oomKilled: false, lastCheck: { exitCode: 1 } },
      },
    });
    expect(JSON.stringify(incident)).not.toContain('correcthorse');
    const [opened] = lines(step, 'opened');
    expect(opened).toMatchObject({ incidentId: incident?.id, reason: 'health_check_fails' });
    expect(opened?.detail).toEqual({ description: 'The health check of web fails' });
    expect(step.happenings).toContainEqual(expect.objectContaining({ kind: 'incident_opened', at: T0 }));
    expect(lines(life.look({ failingStreak: 4 }, T0 + 1), 'opened')).toEqual([]);
  });

  it('of another type stands beside the first', () => {
    const life = ill();
    const end = { at: T0 + 1, ours: false };
    life.look({ state: 'exited', exitCode: 1, health: 'none' }, T0 + 2, {}, { ...NO_INTENT, end });
    expect(life.types).toEqual(['container_unhealthy', 'high_cpu', 'container_exited']);
  });

  it('is opened in a pause only where one is open already', () => {
    const pause = { reason: 'maintenance' as const, until: T0 + MINUTE };
    const around = { quiet: () => ({ muted: undefined, until: undefined, pause }) };
    const fresh = new Life(HOLD, around);
    fresh.look(SICK, T0);
    expect(fresh.types).toEqual([]);
    expect(fresh.chart.dueAt).toBe(T0 + MINUTE);
    const { incidents } = ill().chart;
    const end = { at: T0 + 1, ours: false };
    const gone = { state: 'exited', exitCode: 1, health: 'none' } as const;
    const going = new Life({ ...HOLD, incidents }, around);
    going.look(gone, T0 + 2, { symptoms: [HOT] }, { ...NO_INTENT, end });
    expect(going.types).toContain('container_exited');
    const onlySymptom = new Life({ ...HOLD, incidents: incidents.filter(({ type }) => type === 'high_cpu') }, around);
    onlySymptom.look(gone, T0 + 2, { symptoms: [HOT] }, { ...NO_INTENT, end });
    expect(onlySymptom.types).toEqual(['high_cpu']);
  });
});

describe('an outage is over', () => {
  const down = { state: 'exited', exitCode: 0, health: 'none' } as const;

  it('when a person stopped it: symptoms are over with it', () => {
    const life = ill();
    const step = life.look(down, T0 + 5_000, { symptoms: [] }, { ...NO_INTENT, stoppedOnPurpose: true });
    expect(life.types).toEqual([]);
    expect(lines(step, 'resolved').map(({ reason, detail }) => [reason, detail])).toEqual([
      ['stopped_on_purpose', { resolution: 'human' }],
      ['stopped_on_purpose', { resolution: 'human' }],
    ]);
    expect(step.happenings).toContainEqual(
      expect.objectContaining({ kind: 'incident_resolved', recoverySeconds: 5, at: T0 + 5_000 }),
    );
    expect(step.chart.refusal).toBeUndefined();
  });

  it('when it was removed', () => {
    const life = ill();
    const step = life.look({}, T0 + 1, { gone: true, symptoms: [] });
    expect(life.types).toEqual([]);
    expect(lines(step, 'resolved')[0]).toMatchObject({ reason: 'removed', detail: { resolution: 'human' } });
  });

  it('when it has finished by itself; a symptom goes by its own rule', () => {
    const life = ill();
    const step = life.look(down, T0 + 1);
    expect(life.types).toEqual(['high_cpu']);
    expect(lines(step, 'resolved')).toMatchObject([{ reason: 'finished', detail: { resolution: 'self_recovered' } }]);
  });

  it('not when it is paused, being made or unknown', () => {
    for (const part of [{ state: 'paused' }, { state: 'created' }, { state: 'dead' }] as const) {
      const life = ill();
      life.look(part, T0 + 1);
      expect(life.types).toEqual(['container_unhealthy', 'high_cpu']);
    }
  });

  it('when it was well for the verification time, and says once when that will be', () => {
    const life = ill();
    const step = life.look(WELL, T0 + 1_000);
    const provenAt = T0 + 1_000 + SETTINGS.verifyMs;
    expect(lines(step, 'recovering')).toMatchObject([
      { reason: 'health_check_passes', detail: { provenAt: new Date(provenAt).toISOString() } },
    ]);
    expect(step.chart.dueAt).toBe(provenAt);
    expect(life.look(WELL, T0 + 2_000).changes).toEqual([]);
    const over = life.look(WELL, provenAt);
    expect(life.types).toEqual(['high_cpu']);
    expect(lines(over, 'resolved')).toMatchObject([{ reason: 'observed_healthy' }]);
    expect(over.chart.refusal).toBeUndefined();
  });

  it('not while the engine is away: what was seen last may be over', () => {
    const { chart } = ill();
    const around = world({}, { ...SURROUNDINGS, engineReachable: false });
    const life = new Life({ ...chart }, around);
    life.look(WELL, T0 + 1_000);
    life.look(WELL, T0 + 10 * MINUTE);
    expect(life.types).toContain('container_unhealthy');
    expect(life.story).toEqual([]);
  });
});

describe('who made it well', () => {
  const { incidents } = ill().chart;
  const outages = incidents.filter(({ type }) => type === 'container_unhealthy');
  const ours = (part = {}) => attempt({ incidentId: outages[0]?.id ?? '', intendedAt: T0 + 1_000, ...part });
  const resolution = (from: Partial<Chart>, touchedAt?: number, startedAt = T0 - MINUTE) => {
    const life = new Life({ ...HOLD, incidents: outages, verdict: { kind: 'unknown', reason: 'starting' }, ...from });
    const intent = { ...NO_INTENT, touchedAt };
    life.look({ ...WELL, startedAt }, T0 + 2_000, {}, intent);
    const step = life.look({}, T0 + 10 * MINUTE, {}, intent);
    return lines(step, 'resolved')[0]?.detail.resolution;
  };

  it('we did, when an attempt of ours was carried out', () => {
    expect(resolution({ attempts: [ours()] })).toBe('auto_healed');
    expect(resolution({ attempts: [ours({ outcome: 'done' }), ours({ outcome: 'failed' })] })).toBe('auto_healed');
  });

  it('we did, when it has started since though nobody saw our attempt succeed', () => {
    expect(resolution({ attempts: [ours({ outcome: 'timeout' })] }, undefined, T0 + 1_000)).toBe('auto_healed');
    expect(resolution({ attempts: [ours({ outcome: 'timeout' })] }, undefined, T0 + 999)).toBe('self_recovered');
  });

  it('it did by itself, when we only told people, called it off, or did nothing', () => {
    expect(resolution({})).toBe('self_recovered');
    expect(resolution({ attempts: [ours({ action: 'notify' })] })).toBe('self_recovered');
    expect(resolution({ attempts: [ours({ outcome: 'withdrawn' })] }, undefined, T0 + 1_500)).toBe('self_recovered');
    expect(resolution({ attempts: [ours({ target: 'another' })] })).toBe('self_recovered');
  });

  it('a person did, who touched it last', () => {
    expect(resolution({}, T0 + 1)).toBe('human');
    expect(resolution({}, T0)).toBe('self_recovered');
    expect(resolution({ attempts: [ours()] }, T0 + 1_001)).toBe('human');
    expect(resolution({ attempts: [ours()] }, T0 + 1_000)).toBe('auto_healed');
  });

  it('a person did, who touched it after the first of several troubles began', () => {
    const second = outages.map((one) => ({ ...one, id: 's', type: 'container_exited' as const, timestamp: T0 + 900 }));
    expect(resolution({ incidents: [...outages, ...second] }, T0 + 500)).toBe('human');
  });

  it('we did not, once healing gave up', () => {
    const handedOver = outages.map((one) => ({ ...one, id: 'h', type: 'heal_failed' as const, parentId: one.id }));
    expect(resolution({ incidents: [...outages, ...handedOver], attempts: [ours()] })).toBe('self_recovered');
  });
});
