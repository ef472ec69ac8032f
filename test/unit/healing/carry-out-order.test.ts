import { describe, expect, it } from '@jest/globals';
import { advanceOnOrder } from '../../../src/flow.ts';
import type { Order } from '../../../src/incidents/orders.ts';
import { T0, world } from '../../support/charts.ts';
import { Life } from '../../support/life.ts';

const open = () => {
  const life = new Life();
  life.look({ health: 'unhealthy' }, T0);
  life.outcome('done', { health: 'unhealthy' }, T0 + 200);
  return life;
};
const order = (life: Life, what: Order) =>
  advanceOnOrder(life.chart, life.chart.incidents[0]?.id ?? '', what, world(), T0 + 300);
const lines = ({ step }: ReturnType<typeof order>) =>
  step.changes.flatMap((change) => (change.kind === 'timeline' ? [change.entry] : []));

describe('what a person wants of an open incident', () => {
  it('is done, stands in its story, and is told to whoever asked', () => {
    const life = open();
    const done = order(life, { kind: 'acknowledge', by: 'ann' });
    expect(done.incident).toMatchObject({ acknowledgedBy: 'ann', acknowledgedAt: T0 + 300 });
    expect(done.step.chart.incidents).toEqual([done.incident]);
    expect(lines(done)).toMatchObject([{ kind: 'acknowledged', reason: 'by_person', detail: { by: 'ann' } }]);
    expect(done.step.changes.map(({ kind }) => kind)).toEqual(['timeline', 'incident_changed']);
  });

  it('and changes nothing of it is only a line in its story', () => {
    const life = open();
    const done = order(life, { kind: 'comment', by: 'ann', text: 'seen' });
    expect(done.incident).toBe(life.chart.incidents[0]);
    expect(done.step.changes.map(({ kind }) => kind)).toEqual(['timeline']);
  });

  it('is no look: the next look stays due, and nothing is decided', () => {
    const life = open();
    expect(life.chart.dueAt).toBeGreaterThan(T0 + 300);
    const { step } = order(life, { kind: 'comment', by: 'ann', text: 'seen' });
    expect(step.chart.dueAt).toBe(life.chart.dueAt);
    expect(step.act).toBeUndefined();
    expect(step.decision).toBeUndefined();
  });

  it('resolved: all of the outage is, with who said so and why, and it is remembered', () => {
    const life = open();
    life.look({}, T0 + 60_000);
    life.outcome('failed', {}, T0 + 61_000);
    expect(life.types).toEqual(['container_unhealthy', 'heal_failed']);
    const done = order(life, { kind: 'resolve', by: 'ann', text: 'known' });
    expect(done.step.chart.incidents).toEqual([]);
    expect(done.step.chart.dismissed).toEqual(['container_unhealthy', 'heal_failed']);
    expect(done.step.chart.refusal).toBeUndefined();
    expect(done.incident).toMatchObject({ type: 'container_unhealthy', status: 'resolved', resolution: 'human' });
    expect(lines(done).map(({ detail }) => detail)).toEqual([
      { resolution: 'human', by: 'ann', text: 'known' },
      { resolution: 'human', by: 'ann', text: 'known' },
    ]);
    expect(done.step.changes.at(-1)).toMatchObject({
      kind: 'target_remembered',
      memory: { memo: { dismissed: ['container_unhealthy', 'heal_failed'] } },
    });
  });

  it('resolved when it is well again is over, and nothing is remembered of it', () => {
    const life = open();
    life.look({ health: 'healthy' }, T0 + 250);
    const { step } = order(life, { kind: 'resolve', by: 'ann', text: undefined });
    expect([step.chart.incidents, step.chart.dismissed]).toEqual([[], []]);
    expect(step.changes.at(-1)).toMatchObject({ memory: { memo: { dismissed: [] } } });
  });

  it('resolved by its hand-over is answered with that one', () => {
    const life = open();
    life.look({}, T0 + 60_000);
    life.outcome('failed', {}, T0 + 61_000);
    const { incident, step } = advanceOnOrder(
      life.chart,
      life.chart.incidents[1]?.id ?? '',
      { kind: 'resolve', by: 'ann', text: undefined },
      world(),
      T0 + 62_000,
    );
    expect(incident).toMatchObject({ type: 'heal_failed', status: 'resolved' });
    expect(step.chart.incidents).toEqual([]);
    expect(lines({ step, incident }).map(({ reason }) => reason)).toEqual(['resolved_by_hand', 'resolved_by_hand']);
  });

  it('resolved without a word says no word', () => {
    const done = order(open(), { kind: 'resolve', by: 'ann', text: undefined });
    expect(lines(done)[0]?.detail).toEqual({ resolution: 'human', by: 'ann' });
    expect(Object.keys(lines(done)[0]?.detail ?? {})).not.toContain('text');
  });

  it('to escalate is told, so that it goes on the queue with the same record; healing takes its course', () => {
    const life = open();
    const done = order(life, { kind: 'escalate', by: 'ann' });
    expect(done.incident).toMatchObject({ type: 'container_unhealthy', status: 'escalated' });
    expect(done.step.happenings).toEqual([
      { kind: 'escalation_asked', at: T0 + 300, incident: done.incident, by: 'ann' },
    ]);
    expect(lines(done)).toMatchObject([{ kind: 'escalated', reason: 'by_person', detail: { by: 'ann' } }]);
    expect(done.step.chart.dueAt).toBe(life.chart.dueAt);
  });

  it('to escalate a hand-over means what was handed over', () => {
    const life = open();
    life.look({}, T0 + 60_000);
    life.outcome('failed', {}, T0 + 61_000);
    const [handed, handOver] = life.chart.incidents;
    const { incident } = advanceOnOrder(
      life.chart,
      handOver?.id ?? '',
      { kind: 'escalate', by: 'ann' },
      world(),
      T0 + 62_000,
    );
    expect([handOver?.type, incident.id]).toEqual(['heal_failed', handed?.id]);
  });

  it.each([
    ['the failure', 0],
    ['its hand-over', 1],
  ] as const)('for peace means both, whichever is pointed at: %s', (_which, pointedAt) => {
    const life = open();
    life.look({}, T0 + 60_000);
    life.outcome('failed', {}, T0 + 61_000);
    const id = life.chart.incidents[pointedAt]?.id ?? '';
    const peace = () => life.chart.incidents.map(({ muted, snoozedUntil }) => ({ muted, snoozedUntil }));
    const ordered = advanceOnOrder(life.chart, id, { kind: 'mute', by: 'ann' }, world(), T0 + 62_000);
    expect(ordered.incident.id).toBe(id);
    expect(lines(ordered).map(({ kind }) => kind)).toEqual(['muted', 'muted']);
    expect(ordered.step.happenings).toMatchObject([
      { kind: 'peace_ordered', incident: { type: 'container_unhealthy', muted: true } },
      { kind: 'peace_ordered', incident: { type: 'heal_failed', muted: true } },
    ]);
    life.order(id, { kind: 'mute', by: 'ann' }, T0 + 62_000);
    life.order(id, { kind: 'snooze', by: 'ann', until: T0 + 99_000 }, T0 + 62_000);
    expect(peace()).toEqual([
      { muted: true, snoozedUntil: T0 + 99_000 },
      { muted: true, snoozedUntil: T0 + 99_000 },
    ]);
    life.order(id, { kind: 'unmute', by: 'ann' }, T0 + 63_000);
    expect(peace()).toEqual([
      { muted: false, snoozedUntil: undefined },
      { muted: false, snoozedUntil: undefined },
    ]);
    life.order(id, { kind: 'acknowledge', by: 'ann' }, T0 + 64_000);
    expect(life.chart.incidents.filter(({ acknowledgedBy }) => acknowledgedBy === 'ann').map((one) => one.id)).toEqual([
      id,
    ]);
  });

  it('for peace of a trouble that has nothing to do with the outage means that one alone', () => {
    const symptoms = [{ type: 'high_cpu', severity: 'warning', reason: '', description: '', evidence: {} }] as const;
    const life = new Life();
    life.look({}, T0 - 9, { symptoms });
    life.look({ health: 'unhealthy' }, T0, { symptoms });
    life.order(life.chart.incidents[0]?.id ?? '', { kind: 'mute', by: 'ann' }, T0 + 1);
    expect(life.chart.incidents.map(({ type, muted }) => [type, muted])).toEqual([
      ['high_cpu', true],
      ['container_unhealthy', false],
    ]);
  });

  it('cannot be done with what is resolved, and the error says what to do', () => {
    const life = open();
    const refused = (): unknown => advanceOnOrder(life.chart, 'gone', { kind: 'mute', by: 'ann' }, world(), T0);
    expect(refused).toThrow(expect.objectContaining({ code: 'incident_resolved' }));
    expect(refused).toThrow(expect.objectContaining({ cure: expect.stringContaining('paramedic incidents') }));
  });
});
