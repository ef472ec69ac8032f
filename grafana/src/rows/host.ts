import { ofHost } from '../filters.ts';
import { COLOUR, fixedColour, thresholds } from '../look.ts';
import { chart, counts } from '../panels.ts';
import { series } from '../queries.ts';
import type { Row } from '../row.ts';

const share = (title: string, description: string) =>
  chart({ title, description, nothing: 'No samples' }, 6).unit('percentunit').max(1);

const ofMonitor = (expr: string) => series(ofHost(expr), '{{instance}}');

const used = (what: string): string => `1 - paramedic_host_${what}_available_bytes / paramedic_host_${what}_size_bytes`;

export const host = (): Row => ({
  title: 'Host and monitor',
  panels: [
    share('Host CPU', 'Share of all cores that is busy.').withTarget(ofMonitor('paramedic_host_cpu_ratio')),
    share('Host memory used', 'What cannot be had without swapping.').withTarget(ofMonitor(used('memory'))),
    share('Host disk used', "The file system that holds the engine's data.")
      .thresholds(thresholds(COLOUR.good, [0.9, COLOUR.warning], [0.97, COLOUR.bad]))
      .withTarget(ofMonitor(used('disk'))),
    chart({ title: 'Host load per core', description: 'Above 1 work waits for a core.', nothing: 'No samples' }, 6)
      .thresholds(thresholds(COLOUR.good, [1, COLOUR.warning], [2, COLOUR.bad]))
      .withTarget(series(ofHost('paramedic_host_load1 / paramedic_host_cpu_cores'), '{{instance}} 1 min'))
      .withTarget(series(ofHost('paramedic_host_load15 / paramedic_host_cpu_cores'), '{{instance}} 15 min')),
    chart(
      {
        title: 'Monitor: time for a full look',
        description: '95 % of the reconciles take no longer.',
        nothing: 'No reconcile in this time',
      },
      6,
    )
      .unit('s')
      .interval('1m')
      .withTarget(
        ofMonitor(
          'histogram_quantile(0.95, sum by (instance, le) (rate(paramedic_reconcile_duration_seconds_bucket[$__rate_interval])))',
        ),
      ),
    chart(
      {
        title: 'Monitor: event-loop lag',
        description: 'The longest stall between two scrapes: how late the monitor may react.',
        nothing: 'No data',
      },
      6,
    )
      .unit('s')
      .withTarget(ofMonitor('paramedic_event_loop_lag_seconds')),
    chart(
      {
        title: 'Monitor: records waiting for Postgres',
        description: 'The spool on disk. It drains by itself once Postgres is back.',
        nothing: 'No data',
      },
      6,
    )
      .unit('short')
      .decimals(0)
      .withTarget(ofMonitor('paramedic_storage_spooled_records')),
    counts(
      {
        title: 'Monitor: messages to people',
        description: 'Each try per interval, by channel and outcome. Failed: given up.',
        nothing: 'None in this time',
      },
      6,
    )
      .overrideByRegexp('.*failed', [fixedColour(COLOUR.bad)])
      .withTarget(
        series(
          `sum by (channel, outcome) (${ofHost('increase(paramedic_notifications_total[$__rate_interval])')}) > 0`,
          '{{channel}} {{outcome}}',
        ),
      ),
  ],
});
