import { describe, expect, it } from '@jest/globals';
import type { Symptom } from '../../../src/probes/symptom.ts';
import { SURROUNDINGS, T0, world } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';
import { THRESHOLDS } from '../../support/thresholds.ts';

const symptom = (type: Symptom['type']): Symptom => ({
  ...{ type, severity: 'warning', reason: 'because', description: `web has ${type}`, evidence: { figure: 1 } },
});
const incidentsOf = (type: Symptom['type']) => {
  const life = new Life();
  life.look({}, T0 - 1, { symptoms: [symptom(type)] });
  return life.chart.incidents;
};

describe('an incident of a symptom', () => {
  it('is opened once, with what the symptom says', () => {
    const life = new Life();
    life.look({}, T0, { symptoms: [symptom('high_cpu')] });
    expect(life.chart.incidents).toMatchObject([
      {
        type: 'high_cpu',
        timestamp: T0,
        severity: 'warning',
        description: 'web has high_cpu',
        evidence: { figure: 1 },
      },
    ]);
    const again = life.look({}, T0 + 1, { symptoms: [symptom('high_cpu')] });
    expect(again.changes).toEqual([]);
  });

  it('is resolved when just that symptom is gone', () => {
    const life = new Life();
    life.look({}, T0, { symptoms: [symptom('high_cpu'), symptom('memory_leak')] });
    const step = life.look({}, T0 + 1_000, { symptoms: [symptom('memory_leak')] });
    expect(life.types).toEqual(['memory_leak']);
    expect(step.happenings).toMatchObject([
      { kind: 'incident_resolved', recoverySeconds: 1, incident: { type: 'high_cpu', resolution: 'self_recovered' } },
      { kind: 'people_told' },
    ]);
  });

  it('says in its story that the symptom is gone', () => {
    const life = new Life();
    life.look({}, T0, { symptoms: [symptom('high_cpu')] });
    life.look({}, T0 + 1_000, { symptoms: [] });
    expect(life.story.at(-1)).toBe('resolved symptom_gone');
  });

  it('that a person resolved leaves no memory of a container that is gone', () => {
    const surroundings = { ...SURROUNDINGS, startedAt: T0 - 10 * 3_600_000 };
    const life = new Life({ dismissed: ['high_cpu'] }, { surroundings });
    const step = life.look({}, T0, { gone: true, symptoms: [] });
    expect(step.chart.dismissed).toEqual([]);
    expect(step.changes.map(({ kind }) => kind)).toEqual(['flip', 'target_forgotten']);
  });

  it.each<[Symptom['type'], number]>([
    ['high_cpu', 2 * THRESHOLDS.cpuForMs],
    ['high_memory', 2 * THRESHOLDS.memoryForMs],
    ['memory_leak', 2 * THRESHOLDS.leakWindowMs],
    ['slow_response', 120_000],
  ])('of the time before our start (%s) is kept for as long as it takes to see it again', (type, memoryMs) => {
    const around = world({}, { ...SURROUNDINGS, startedAt: T0 });
    const life = new Life({ incidents: incidentsOf(type) }, around);
    life.look({}, T0 + 1, { symptoms: [] });
    expect(life.chart.dueAt).toBe(T0 + memoryMs);
    life.look({}, T0 + memoryMs - 1, { symptoms: [] });
    expect(life.types).toEqual([type]);
    life.look({}, T0 + memoryMs, { symptoms: [] });
    expect(life.types).toEqual([]);
  });

  it('is not opened while people asked for peace, nor again while it lasts once they resolved it', () => {
    const pause = { reason: 'maintenance' as const, until: T0 + 9 };
    const quiet = new Life({}, { quiet: () => ({ muted: undefined, until: undefined, pause }) });
    quiet.look({}, T0, { symptoms: [symptom('high_cpu')] });
    expect(quiet.types).toEqual([]);
    const life = new Life();
    life.look({}, T0, { symptoms: [symptom('high_cpu'), symptom('memory_leak')] });
    life.order(life.chart.incidents[0]?.id ?? '', { kind: 'resolve', by: 'ann', text: undefined }, T0 + 1);
    expect(life.types).toEqual(['memory_leak']);
    life.look({}, T0 + 2);
    expect(life.types).toEqual(['memory_leak']);
    life.look({}, T0 + 3, { symptoms: [] });
    life.look({}, T0 + 4, { symptoms: [symptom('high_cpu')] });
    expect(life.types).toEqual(['high_cpu']);
  });
});

describe('flapping', () => {
  const { windowMs, count } = THRESHOLDS.flap;

  it('is looked at when it would be over, and is over then', () => {
    const turns = Array.from({ length: count - 1 }, (_, n) => T0 - 10_000 + n);
    const history = { ...new Life().chart.history, sickFlips: turns, containerId: new Life().chart.container.id };
    const life = new Life({ history });
    life.look({ health: 'unhealthy' }, T0);
    life.outcome('done', { health: 'healthy', startedAt: T0 + 1 }, T0 + 2);
    life.look({}, T0 + 60_000);
    expect(life.types).toEqual(['flapping']);
    const endsAt = life.chart.dueAt ?? 0;
    expect(endsAt).toBe((turns.at(-1) ?? 0) + windowMs);
    life.look({}, endsAt - 1);
    expect(life.types).toEqual(['flapping']);
    life.look({}, endsAt);
    expect(life.types).toEqual([]);
  });
});
