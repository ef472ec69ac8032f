import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { finish } from './finish.ts';
import { incidentAnnotations } from './incident-annotations.ts';
import { containers } from './rows/containers.ts';
import { host } from './rows/host.ts';
import { onCall } from './rows/on-call.ts';
import { speed } from './rows/speed.ts';
import { well } from './rows/well.ts';
import { work } from './rows/work.ts';
import { hostVariable, targetVariable } from './variables.ts';

/** What a person wants to know at three in the morning, in that order. */
export function overview(): Dashboard {
  const dashboard = new DashboardBuilder('Paramedic: overview')
    .uid('paramedic-overview')
    .description('Is all well, what was done about what was not, how fast, and what it looks like now.')
    .tags(['paramedic'])
    .timezone('browser')
    .time({ from: 'now-6h', to: 'now' })
    .refresh('30s')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .annotation(incidentAnnotations())
    .withVariable(hostVariable())
    .withVariable(targetVariable());
  for (const row of [well(), work(), onCall(), speed(), containers(), host()]) {
    dashboard.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) dashboard.withPanel(panel);
  }
  return finish(dashboard.build());
}
