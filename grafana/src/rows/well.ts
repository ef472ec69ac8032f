import { COLOUR, fixedColour, thresholds, words } from '../look.ts';
import { stat } from '../panels.ts';
import { now, rows } from '../queries.ts';
import type { Row } from '../row.ts';

/** Never filtered by host: a filter that was left on must not hide trouble. */
export const well = (): Row => ({
  title: 'Is all well? (all hosts, whatever is chosen above)',
  panels: [
    stat({ title: 'Monitor', description: 'Whether Prometheus can read every monitor.', nothing: 'NO MONITOR' }, 4)
      .mappings(words({ 1: ['Up', COLOUR.good], 0: ['DOWN', COLOUR.bad] }))
      .thresholds(thresholds(COLOUR.bad, [1, COLOUR.good]))
      .withTarget(now('min(up{job="paramedic"})', 'Monitor')),
    stat(
      {
        title: 'Engine',
        description: "The container engine's event stream. Cut off: verdicts are unknown and nothing is healed.",
        nothing: 'NO DATA',
      },
      4,
    )
      .mappings(words({ 1: ['Connected', COLOUR.good], 0: ['CUT OFF', COLOUR.bad] }))
      .thresholds(thresholds(COLOUR.bad, [1, COLOUR.good]))
      .withTarget(now('min(paramedic_event_stream_connected)', 'Engine')),
    stat(
      {
        title: 'Engine last heard',
        description: 'Age of the last event or full look: how old is what we know.',
        nothing: 'NO DATA',
      },
      4,
    )
      .unit('s')
      .decimals(0)
      .thresholds(thresholds(COLOUR.good, [60, COLOUR.warning], [120, COLOUR.bad]))
      .withTarget(now('max(paramedic_event_stream_age_seconds)', 'Last heard')),
    stat(
      {
        title: 'Storage',
        description: 'Whether Postgres takes records. Away: they are spooled to disk, and the tables below are behind.',
        nothing: 'NO DATA',
      },
      4,
    )
      .mappings(words({ 1: ['Fine', COLOUR.good], 0: ['AWAY', COLOUR.bad] }))
      .thresholds(thresholds(COLOUR.bad, [1, COLOUR.good]))
      .withTarget(now('min(paramedic_storage_ready)', 'Storage')),
    stat(
      {
        title: 'Waiting for a person',
        description: 'Incidents that healing gave up on (status escalated). See docs/runbook.md, ParamedicHealFailed.',
        nothing: 'NO DATA',
      },
      4,
    )
      .thresholds(thresholds(COLOUR.good, [1, COLOUR.bad]))
      .withTarget(rows(`SELECT count(*) AS "Escalated" FROM monitor_incidents WHERE status = 'escalated'`)),
    stat(
      {
        title: 'Alerts firing',
        description: 'Alerts of prometheus/rules; each has a section in docs/runbook.md.',
        nothing: 'NO DATA',
      },
      4,
    )
      .thresholds(thresholds(COLOUR.good, [1, COLOUR.bad]))
      .withTarget(now('count(ALERTS{alertstate="firing"}) or vector(0)', 'Firing')),
    stat({ title: 'Open incidents', description: 'Not resolved yet, by severity.', nothing: 'NO DATA' }, 12)
      .thresholds(thresholds(COLOUR.good, [1, COLOUR.warning]))
      .overrideByName('critical', [{ id: 'thresholds', value: thresholds(COLOUR.good, [1, COLOUR.bad]).build() }])
      .withTarget(now('sum by (severity) (paramedic_incidents_open)', '{{severity}}')),
    stat(
      {
        title: 'Containers',
        description: 'By verdict. Unknown: the engine does not tell; off: stopped on purpose or paused.',
        nothing: 'NO DATA',
      },
      12,
    )
      .overrideByName('healthy', [fixedColour(COLOUR.good)])
      .overrideByName('sick', [{ id: 'thresholds', value: thresholds(COLOUR.good, [1, COLOUR.bad]).build() }])
      .overrideByName('unknown', [{ id: 'thresholds', value: thresholds(COLOUR.good, [1, COLOUR.warning]).build() }])
      .overrideByName('off', [fixedColour(COLOUR.unknown)])
      .withTarget(now('sum by (verdict) (paramedic_containers)', '{{verdict}}')),
  ],
});
