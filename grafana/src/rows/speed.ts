import { ofHost, sqlChosen } from '../filters.ts';
import { chart, counts, sized, spans, table } from '../panels.ts';
import { rows, series } from '../queries.ts';
import type { Row } from '../row.ts';

const ENDINGS = `
SELECT
  i.resolution AS "How it ended",
  count(*) AS "Incidents",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM i.resolved_at - i.timestamp)) AS "Half within",
  percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM i.resolved_at - i.timestamp)) AS "95 % within"
FROM monitor_incidents i
WHERE i.status = 'resolved' AND $__timeFilter(i.resolved_at) AND ${sqlChosen('i')}
GROUP BY i.resolution
ORDER BY count(*) DESC`.trim();

/** Of the worst of the chosen hosts, over the hour before each point: healing is rare. */
const quantiles = (metric: string) =>
  (['p50', 'p95'] as const).map((quantile) =>
    series(`max(${ofHost(`instance:${metric}:${quantile}_1h`)})`, quantile === 'p50' ? 'half within' : '95 % within'),
  );

export const speed = (): Row => ({
  title: 'How fast',
  panels: [
    chart(
      {
        title: 'Verdict to action',
        description: 'From the verdict to the recorded intent to act, over the hour before each point.',
        nothing: 'Nothing was healed in this time',
      },
      6,
    )
      .unit('s')
      .targets(quantiles('paramedic_detection_to_action_seconds')),
    chart(
      {
        title: 'Time to recovery',
        description:
          'From opening an incident to observed health, verification time included, over the hour before each point.',
        nothing: 'Nothing recovered in this time',
      },
      6,
    )
      .unit('s')
      .targets(quantiles('paramedic_time_to_recovery_seconds')),
    counts(
      { title: 'Incidents opened', description: 'Per interval, by type.', nothing: 'None in this time' },
      6,
    ).withTarget(
      series(`sum by (type) (${ofHost('increase(paramedic_incidents_total[$__rate_interval])')}) > 0`, '{{type}}'),
    ),
    table(
      {
        title: 'How incidents ended',
        description: 'Those that ended in this time, with how long they lasted.',
        nothing: 'None ended in this time',
      },
      6,
      8,
    )
      .overrideByName('Incidents', sized(90))
      .overrideByName('Half within', spans(100))
      .overrideByName('95 % within', spans(100))
      .withTarget(rows(ENDINGS)),
  ],
});
