import { PanelBuilder as BarGaugeBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableCellDisplayMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** What every panel must have: a title, the words that explain it, and what it says when there is nothing to show. */
export interface Words {
  title: string;
  description: string;
  nothing: string;
}

const last = (): ReduceDataOptionsBuilder => new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);

/** A big number or word on a coloured ground, to be read across the room. */
export const stat = ({ title, description, nothing }: Words, width: number): StatBuilder =>
  new StatBuilder()
    .title(title)
    .description(description)
    .noValue(nothing)
    .height(4)
    .span(width)
    .colorMode(BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None)
    .textMode(BigValueTextMode.Auto)
    .reduceOptions(last());

/** Lines over time. Null stays a gap: not known is not zero. */
export const chart = ({ title, description, nothing }: Words, width: number): TimeSeriesBuilder =>
  new TimeSeriesBuilder()
    .title(title)
    .description(description)
    .noValue(nothing)
    .height(8)
    .span(width)
    .min(0)
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(VisibilityMode.Auto)
    .spanNulls(false)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));

/** How many per interval, stacked. The interval keeps a bar wider than a few scrapes. */
export const counts = (words: Words, width: number): TimeSeriesBuilder =>
  chart(words, width)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(70)
    .interval('1m')
    .unit('short')
    .decimals(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));

export const bars = ({ title, description, nothing }: Words, width: number): BarGaugeBuilder =>
  new BarGaugeBuilder()
    .title(title)
    .description(description)
    .noValue(nothing)
    .height(8)
    .span(width)
    .min(0)
    .unit('short')
    .decimals(0)
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(last());

export const table = ({ title, description, nothing }: Words, width: number, height: number): TableBuilder =>
  new TableBuilder()
    .title(title)
    .description(description)
    .noValue(nothing)
    .height(height)
    .span(width)
    .showHeader(true)
    .filterable(true);

/** Properties of a table column: words in their colours. */
export const coloured = (mappings: ValueMapping[], width: number): DynamicConfigValue[] => [
  { id: 'mappings', value: mappings },
  { id: 'custom.cellOptions', value: { type: TableCellDisplayMode.ColorText } },
  { id: 'custom.width', value: width },
];

export const sized = (width: number): DynamicConfigValue[] => [{ id: 'custom.width', value: width }];

export const spans = (width: number): DynamicConfigValue[] => [{ id: 'unit', value: 's' }, ...sized(width)];
