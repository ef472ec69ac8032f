import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { POSTGRES, PROMETHEUS } from './sources.ts';

/** A series over the time range. */
export const series = (expr: string, legend: string): DataqueryBuilder =>
  new DataqueryBuilder().datasource(PROMETHEUS).expr(expr).legendFormat(legend).range();

/** Its value at the end of the time range. */
export const now = (expr: string, legend: string): DataqueryBuilder =>
  new DataqueryBuilder().datasource(PROMETHEUS).expr(expr).legendFormat(legend).instant();

/** The SDK has no builder for SQL: this is the shape that Grafana's own editor saves in code mode. */
class SqlQueryBuilder implements Builder<Dataquery> {
  readonly #sql: string;
  readonly #format: 'table' | 'time_series';

  constructor(sql: string, format: 'table' | 'time_series') {
    this.#sql = sql;
    this.#format = format;
  }

  build(): Dataquery {
    const query = {
      datasource: POSTGRES,
      editorMode: 'code',
      format: this.#format,
      rawQuery: true,
      rawSql: this.#sql,
      _implementsDataqueryVariant: () => {},
    };
    return query;
  }
}

/** Rows of a table. */
export const rows = (sql: string): Builder<Dataquery> => new SqlQueryBuilder(sql, 'table');

/** Columns "time", "metric" (names the series) and "value", oldest first. */
export const sqlSeries = (sql: string): Builder<Dataquery> => new SqlQueryBuilder(sql, 'time_series');
