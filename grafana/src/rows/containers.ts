import { CHOSEN, sqlChosen } from '../filters.ts';
import { COLOUR, thresholds, VERDICT_WORDS } from '../look.ts';
import { chart, coloured, counts, sized, table } from '../panels.ts';
import { rows, series, sqlSeries } from '../queries.ts';
import type { Row } from '../row.ts';

/** More lines than this nobody can read; on a fleet of thousands nobody can load them either. */
const TOP = 15;

const top = (expr: string) => series(`topk(${TOP}, ${expr})`, '{{target}}');

const NOT_WELL = `
SELECT
  t.verdict AS "Verdict",
  t.target AS "Target",
  t.host AS "Host",
  t.state AS "State",
  t.reason AS "Reason",
  t.since AS "Since"
FROM monitor_targets t
WHERE t.verdict IN ('sick', 'unknown') AND ${sqlChosen('t')}
ORDER BY t.verdict, t.since DESC
LIMIT 200`.trim();

const RESPONSE_TIME = `
WITH slowest AS (
  SELECT m.host, m.target
  FROM monitor_health_metrics m
  WHERE $__timeFilter(m.timestamp) AND m.response_time_ms IS NOT NULL AND ${sqlChosen('m')}
  GROUP BY m.host, m.target
  ORDER BY avg(m.response_time_ms) DESC
  LIMIT ${TOP}
)
SELECT $__timeGroupAlias(m.timestamp, $__interval), m.target AS metric, avg(m.response_time_ms) AS value
FROM monitor_health_metrics m JOIN slowest USING (host, target)
WHERE $__timeFilter(m.timestamp) AND m.response_time_ms IS NOT NULL
GROUP BY 1, 2
ORDER BY 1, 2`.trim();

export const containers = (): Row => ({
  title: `Containers (the ${TOP} highest of each)`,
  panels: [
    table(
      {
        title: 'Not well now',
        description: 'Containers whose last verdict is sick or unknown.',
        nothing: 'Nobody is sick',
      },
      8,
      8,
    )
      .overrideByName('Verdict', coloured(VERDICT_WORDS, 80))
      .overrideByName('Since', sized(170))
      .withTarget(rows(NOT_WELL)),
    chart({ title: 'CPU', description: 'In shares of one core: 200 % is two cores busy.', nothing: 'No samples' }, 8)
      .unit('percentunit')
      .withTarget(top(`paramedic_container_cpu_ratio{${CHOSEN}}`)),
    chart({ title: 'Memory', description: 'Without the page cache that can be dropped.', nothing: 'No samples' }, 8)
      .unit('bytes')
      .withTarget(top(`paramedic_container_memory_bytes{${CHOSEN}}`)),
    chart(
      {
        title: 'Memory, share of the limit',
        description: 'Of containers that have a limit. At 100 % the kernel kills.',
        nothing: 'No container has a limit',
      },
      8,
    )
      .unit('percentunit')
      .max(1)
      .thresholds(thresholds(COLOUR.good, [0.8, COLOUR.warning], [0.95, COLOUR.bad]))
      .withTarget(
        top(`paramedic_container_memory_bytes{${CHOSEN}} / paramedic_container_memory_limit_bytes{${CHOSEN}}`),
      ),
    counts(
      {
        title: "Restarts by the engine's restart policy",
        description: 'A container that crashes and is restarted by the engine, again and again, looks up in between.',
        nothing: 'None in this time',
      },
      8,
    ).withTarget(top(`increase(paramedic_container_restarts_total{${CHOSEN}}[$__rate_interval]) > 0`)),
    chart(
      {
        title: 'Response time',
        description: 'How long the health check took, on average per interval (monitor_health_metrics).',
        nothing: 'No health check has answered in this time',
      },
      8,
    )
      .unit('ms')
      .interval('30s')
      .withTarget(sqlSeries(RESPONSE_TIME)),
  ],
});
