import type { EscalationTotals, EscalationTotalsReader } from '../escalation/archive-port.ts';
import { ESCALATION_STATUSES } from '../escalation/escalation.ts';
import type { Database } from './database.ts';

/** Figures for metrics. Outcomes and cost are counted as they happen, so that reading them costs the same for ever. */
export class PgEscalationTotals implements EscalationTotalsReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async totals(): Promise<EscalationTotals> {
    const [ended = [], open = [], [pending] = []] = await this.#database.query(
      'read the totals of escalations',
      { name: 'totals_ended', text: 'SELECT name, total FROM monitor_escalation_totals', values: [] },
      {
        name: 'totals_open',
        text: 'SELECT status, count(*) FROM monitor_escalations WHERE finished_at IS NULL GROUP BY status',
        values: [],
      },
      {
        name: 'totals_pending',
        text: "SELECT count(*) FROM monitor_approvals WHERE status = 'pending'",
        values: [],
      },
    );
    const figure = new Map<unknown, unknown>([
      ...ended.map(({ name, total }) => [name, total] as const),
      ...open.map(({ status, count }) => [status, count] as const),
    ]);
    const of = (name: string): number => (figure.get(name) ?? 0) as number;
    const byStatus = Object.fromEntries(ESCALATION_STATUSES.map((status) => [status, of(status)]));
    return {
      byStatus: byStatus as EscalationTotals['byStatus'],
      costUsd: of('cost_usd'),
      pendingApprovals: (pending?.count ?? 0) as number,
    };
  }
}
