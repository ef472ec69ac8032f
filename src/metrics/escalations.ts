import type { Registry } from 'prom-client';
import { ESCALATION_OUTCOMES, OPEN_STATUSES } from '../escalation/escalation.ts';
import type { EscalationFigure, EscalationView } from '../escalation/figures.ts';
import { type Row, registerCounters, registerGauges } from './computed.ts';
import { single } from './monitor.ts';

export interface EscalationMetricsDeps {
  readonly view: EscalationView;
  /** What the runs of any 24 h may cost together. */
  readonly usdPerDay: number;
}

/**
 * The queue for Claude Code, from what was last read of it. The figures are those of the database, so monitors that share one
 * tell the same: take the largest, not the sum. Before they are known there is no series: a counter that began at zero and
 * jumped to its total would look like as many new ones.
 */
export function registerEscalationMetrics(registry: Registry, { view, usdPerDay }: EscalationMetricsDeps): void {
  const known = <T>(read: (figure: EscalationFigure) => T): T | undefined => {
    const figure = view.figures();
    return figure === undefined ? undefined : read(figure);
  };
  registerCounters(registry, [
    {
      name: 'paramedic_escalations_total',
      help: 'Escalations that ended, by outcome.',
      labelNames: ['outcome'],
      rows: () => known(({ totals }) => rowsOf('outcome', ESCALATION_OUTCOMES, totals.byStatus)) ?? [],
    },
    single('paramedic_escalation_cost_usd_total', 'What the runs of Claude Code cost.', () =>
      known(({ totals }) => totals.costUsd),
    ),
  ]);
  registerGauges(registry, [
    {
      name: 'paramedic_escalations_open',
      help: 'Escalations that have not ended, by status.',
      labelNames: ['status'],
      rows: () => known(({ totals }) => rowsOf('status', OPEN_STATUSES, totals.byStatus)) ?? [],
    },
    single('paramedic_escalation_queue_depth', 'Escalations that wait to be taken.', () =>
      known(({ totals }) => totals.byStatus.queued),
    ),
    single('paramedic_approvals_pending', 'Calls of Claude Code that wait for a person.', () =>
      known(({ totals }) => totals.pendingApprovals),
    ),
    single('paramedic_escalation_cost_cap_usd', 'What the runs of any 24 h may cost together.', () => usdPerDay),
  ]);
}

const rowsOf = <K extends string>(label: string, names: readonly K[], counts: Readonly<Record<K, number>>): Row[] =>
  names.map((name) => ({ value: counts[name], labels: { [label]: name } }));
