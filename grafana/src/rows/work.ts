import { ofHost, sqlChosen } from '../filters.ts';
import { COLOUR, fixedColour, OUTCOME_WORDS, SEVERITY_WORDS, STATUS_WORDS, thresholds } from '../look.ts';
import { bars, coloured, counts, sized, spans, table } from '../panels.ts';
import { now, rows, series } from '../queries.ts';
import type { Row } from '../row.ts';

const INCIDENTS = `
SELECT
  i.timestamp AS "Opened",
  i.severity AS "Severity",
  i.status AS "Status",
  i.incident_type AS "Type",
  i.target AS "Target",
  i.host AS "Host",
  i.heal_attempts AS "Attempts",
  i.resolution AS "How it ended",
  extract(epoch FROM coalesce(i.resolved_at, now()) - i.timestamp) AS "Lasted",
  i.description AS "What happened"
FROM monitor_incidents i
WHERE ($__timeFilter(i.timestamp) OR i.status <> 'resolved') AND ${sqlChosen('i')}
ORDER BY i.timestamp DESC
LIMIT 200`.trim();

const REMEDIATIONS = `
SELECT
  r.intended_at AS "When",
  r.action AS "Action",
  coalesce(r.outcome, 'under way') AS "Outcome",
  r.attempt AS "Attempt",
  r.target AS "Target",
  i.incident_type AS "For",
  extract(epoch FROM r.finished_at - r.intended_at) AS "Took",
  r.error AS "Error"
FROM monitor_remediations r JOIN monitor_incidents i ON i.id = r.incident_id
WHERE $__timeFilter(r.intended_at) AND ${sqlChosen('r')}
ORDER BY r.intended_at DESC
LIMIT 200`.trim();

export const work = (): Row => ({
  title: 'What was done',
  panels: [
    table(
      {
        title: 'Incidents',
        description: 'Newest first: all of the chosen time, and older ones that are still open.',
        nothing: 'No incident in this time, and none open',
      },
      24,
      10,
    )
      .overrideByName('Opened', sized(170))
      .overrideByName('Severity', coloured(SEVERITY_WORDS, 90))
      .overrideByName('Status', coloured(STATUS_WORDS, 100))
      .overrideByName('Type', sized(170))
      .overrideByName('Attempts', sized(90))
      .overrideByName('How it ended', sized(130))
      .overrideByName('Lasted', spans(110))
      .withTarget(rows(INCIDENTS)),
    table(
      {
        title: 'Attempts to heal',
        description:
          'Each with its outcome at the engine: "done" says it was carried out, the incident says whether it helped.',
        nothing: 'Nothing had to be healed in this time',
      },
      12,
      8,
    )
      .overrideByName('When', sized(170))
      .overrideByName('Action', sized(80))
      .overrideByName('Outcome', coloured(OUTCOME_WORDS, 100))
      .overrideByName('Attempt', sized(80))
      .overrideByName('Took', spans(90))
      .withTarget(rows(REMEDIATIONS)),
    counts(
      {
        title: 'Attempts by outcome',
        description: 'Per interval, by action and outcome.',
        nothing: 'None in this time',
      },
      6,
    )
      .overrideByRegexp('.*(failed|timeout)', [fixedColour(COLOUR.bad)])
      .withTarget(
        series(
          `sum by (action, outcome) (${ofHost('increase(paramedic_remediations_total[$__rate_interval])')}) > 0`,
          '{{action}} {{outcome}}',
        ),
      ),
    bars(
      {
        title: 'Why something was not done',
        description:
          'Refusals in this time by reason: a budget or brake that held, a wait, a label. `paramedic explain TARGET` tells more.',
        nothing: 'Nothing was refused in this time',
      },
      6,
    )
      .thresholds(thresholds(COLOUR.neutral))
      .withTarget(
        now(
          `sort_desc(sum by (reason) (${ofHost('increase(paramedic_remediation_refusals_total[$__range])')}) > 0)`,
          '{{reason}}',
        ),
      ),
  ],
});
