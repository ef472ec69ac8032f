import { describe, expect, it } from '@jest/globals';
import { ESCALATION_OUTCOMES } from '../../../src/escalation/escalation.ts';
import type { EscalationFigure } from '../../../src/escalation/figures.ts';
import { createMetrics } from '../../../src/metrics/metrics.ts';
import { escalationFigure } from '../../support/escalation-figure.ts';
import { parseExposition } from '../../support/exposition.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { FakeFleet } from '../../support/fleet.ts';

async function scraped(read: () => EscalationFigure | undefined) {
  const onCall = { view: { figures: read }, usdPerDay: 10 };
  const metrics = createMetrics({ fleet: new FakeFleet(), onCall, clock: new FixedClock(), version: '1' });
  try {
    return parseExposition(`${await metrics.render()}`);
  } finally {
    metrics.close();
  }
}

describe('the queue for Claude Code', () => {
  it('is there at zero, every label of it, once it is known', async () => {
    const series = await scraped(() => escalationFigure());
    for (const outcome of ESCALATION_OUTCOMES) {
      expect(series.get(`paramedic_escalations_total{outcome="${outcome}"}`)).toBe(0);
    }
    for (const status of ['queued', 'claimed', 'running', 'awaiting_approval']) {
      expect(series.get(`paramedic_escalations_open{status="${status}"}`)).toBe(0);
    }
    for (const name of ['escalation_queue_depth', 'escalation_cost_usd_total', 'approvals_pending']) {
      expect([name, series.get(`paramedic_${name}`)]).toEqual([name, 0]);
    }
  });

  it('tells what ended how, what waits, and what it cost, as it is in the database', async () => {
    const series = await scraped(() =>
      escalationFigure({ costUsd: 1.25, pendingApprovals: 2 }, { queued: 3, running: 1, resolved: 7, inconclusive: 4 }),
    );
    expect(series.get('paramedic_escalations_total{outcome="resolved"}')).toBe(7);
    expect(series.get('paramedic_escalations_total{outcome="inconclusive"}')).toBe(4);
    expect(series.get('paramedic_escalations_open{status="running"}')).toBe(1);
    expect(series.get('paramedic_escalation_queue_depth')).toBe(3);
    expect(series.get('paramedic_escalation_cost_usd_total')).toBe(1.25);
    expect(series.get('paramedic_approvals_pending')).toBe(2);
    expect(series.get('paramedic_escalation_cost_cap_usd')).toBe(10);
    expect([...series.keys()].filter((name) => /escalations_total\{outcome="queued"/.test(name))).toEqual([]);
  });

  it('is absent before it is known: a counter that jumps from zero to its total would be so many new ones', async () => {
    const names = [...(await scraped(() => undefined)).keys()].filter((name) => /_(escalation|approvals)/.test(name));
    expect(names.filter((name) => !name.includes('incidents_escalated'))).toEqual([
      'paramedic_escalation_cost_cap_usd',
    ]);
  });
});
