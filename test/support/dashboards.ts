import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../../grafana/dashboards');

/** The provisioned JSON, as far as tests look into it. */
export interface DashboardJson {
  uid: string;
  title: string;
  schemaVersion: number;
  refresh: string;
  time: { from: string; to: string };
  panels: PanelJson[];
  templating: { list: VariableJson[] };
  annotations: { list: { name: string; datasource: DatasourceJson; target?: QueryJson }[] };
}
interface DatasourceJson {
  type: string;
  uid: string;
}
export interface PanelJson {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: DatasourceJson;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig?: {
    defaults: { noValue?: string; unit?: string };
    overrides: { matcher: { id: string; options: string } }[];
  };
  targets?: QueryJson[];
}
export interface QueryJson {
  refId?: string;
  datasource: DatasourceJson;
  expr?: string;
  instant?: boolean;
  legendFormat?: string;
  rawSql?: string;
  format?: string;
}
interface VariableJson {
  name: string;
  type: string;
  datasource: DatasourceJson;
  query: { query: string };
  allValue?: string;
}

export const dashboardFiles = (): string[] => readdirSync(folder).filter((file) => file.endsWith('.json'));

export const dashboardText = (file: string): string => readFileSync(join(folder, file), 'utf8');

export const readDashboard = (file: string): DashboardJson => JSON.parse(dashboardText(file)) as DashboardJson;

/** Every query of a dashboard with a name for the report. */
export function queriesOf({ panels, annotations }: DashboardJson): { name: string; query: QueryJson }[] {
  const ofPanels = panels.flatMap(({ title, targets = [] }) =>
    targets.map((query) => ({ name: `${title} ${query.refId}`, query })),
  );
  const ofAnnotations = annotations.list.flatMap(({ name, target }) =>
    target === undefined ? [] : [{ name: `annotation ${name}`, query: target }],
  );
  return [...ofPanels, ...ofAnnotations];
}
