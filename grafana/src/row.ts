import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';

/** A titled part of a dashboard. Widths of neighbouring panels add up to 24. */
export interface Row {
  title: string;
  panels: readonly Builder<Panel>[];
}
