import { sqlChosen } from '../filters.ts';
import { COLOUR, ESCALATION_WORDS, thresholds } from '../look.ts';
import { coloured, counts, sized, spans, stat, table } from '../panels.ts';
import { now, rows, series } from '../queries.ts';
import type { Row } from '../row.ts';

const ESCALATIONS = `
SELECT
  e.created_at AS "Queued",
  e.status AS "Status",
  e.target AS "Target",
  e.host AS "Host",
  e.reason AS "Why",
  e.claimed_by AS "Who",
  e.attempts AS "Attempts",
  e.turns AS "Turns",
  coalesce(e.cost_usd, (SELECT sum(r.cost_usd) FROM monitor_runs r WHERE r.escalation_id = e.id)) AS "USD",
  extract(epoch FROM coalesce(e.finished_at, now()) - e.created_at) AS "Lasted",
  e.outcome_reason AS "What came of it",
  e.branch AS "Branch"
FROM monitor_escalations e
WHERE ($__timeFilter(e.created_at) OR e.finished_at IS NULL) AND ${sqlChosen('e')}
ORDER BY e.created_at DESC
LIMIT 100`.trim();

/** The figures are those of the shared database, and each monitor tells all of them: the largest, never the sum. */
export const onCall = (): Row => ({
  title: 'Claude Code on call',
  panels: [
    stat(
      {
        title: 'On the queue',
        description: 'Escalations that nobody has taken yet. See docs/runbook.md, ParamedicEscalationsWaiting.',
        nothing: 'NO DATA',
      },
      4,
    )
      .thresholds(thresholds(COLOUR.good, [1, COLOUR.warning]))
      .withTarget(now('max(paramedic_escalation_queue_depth)', 'Queued')),
    stat(
      {
        title: 'Waits for your answer',
        description: 'Calls that Claude Code may not make unasked: `paramedic approvals`.',
        nothing: 'NO DATA',
      },
      4,
    )
      .thresholds(thresholds(COLOUR.good, [1, COLOUR.bad]))
      .withTarget(now('max(paramedic_approvals_pending)', 'Approvals')),
    stat(
      {
        title: 'Spent in 24 h',
        description: 'What the runs of the last 24 hours cost, of the cap `claude.usd_per_day` (orange from 80 % on).',
        nothing: 'NO DATA',
      },
      4,
    )
      .unit('percentunit')
      .thresholds(thresholds(COLOUR.good, [0.8, COLOUR.warning], [1, COLOUR.bad]))
      .withTarget(
        now(
          'max(increase(paramedic_escalation_cost_usd_total[1d])) / max(paramedic_escalation_cost_cap_usd)',
          'of the cap',
        ),
      ),
    counts(
      {
        title: 'How escalations ended',
        description: 'Per interval. Resolved: it was seen healthy after what Claude Code did.',
        nothing: 'None in this time',
      },
      12,
    )
      .height(4)
      .withTarget(
        series('max by (outcome) (increase(paramedic_escalations_total[$__rate_interval])) > 0', '{{outcome}}'),
      ),
    table(
      {
        title: 'Escalations',
        description:
          'Newest first: all of the chosen time, and older ones that are open. `paramedic escalations show ID` tells more.',
        nothing: 'Nothing was handed over in this time',
      },
      24,
      8,
    )
      .overrideByName('Queued', sized(170))
      .overrideByName('Status', coloured(ESCALATION_WORDS, 130))
      .overrideByName('Attempts', sized(80))
      .overrideByName('Turns', sized(70))
      .overrideByName('USD', sized(80))
      .overrideByName('Lasted', spans(100))
      .withTarget(rows(ESCALATIONS)),
  ],
});
