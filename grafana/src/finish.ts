import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';

/** Of the Grafana in docker-compose.yml; the SDK writes a newer one, which that Grafana does not know. */
const SCHEMA_VERSION = 41;

const refId = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

function finishPanel<P extends Panel | RowPanel>(panel: P, index: number): P {
  if (!('targets' in panel) || panel.targets === undefined) return { ...panel, id: index + 1 };
  const targets = panel.targets.map((target, position) => ({ ...target, refId: refId(position) }));
  const { datasource } = (targets[0] ?? {}) as { datasource?: Panel['datasource'] };
  return { ...panel, id: index + 1, datasource, targets };
}

/** Gives panels and queries their ids, in order, and fixes the version of the schema. */
export const finish = (dashboard: Dashboard): Dashboard => ({
  ...dashboard,
  schemaVersion: SCHEMA_VERSION,
  panels: dashboard.panels?.map(finishPanel) ?? [],
});

export const toJson = (dashboard: Dashboard): string => `${JSON.stringify(dashboard, null, 2)}\n`;
