/** What Grafana knows when it sends a query. A variable is "All" or its chosen values. */
export interface GrafanaContext {
  fromMs: number;
  toMs: number;
  intervalSeconds: number;
  rateIntervalSeconds: number;
  variables: Readonly<Record<string, Choice>>;
}
export type Choice = { all: string } | { values: readonly string[] };

const oneOf = (values: readonly string[]): string => (values.length === 1 ? `${values[0]}` : `(${values.join('|')})`);

/** Grafana's `regex` format. */
const regexFormat = (value: string): string => value.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');

/** What the Prometheus data source makes of a value: a regex inside a quoted string. */
const promFormat = (value: string): string =>
  value.replaceAll('\\', '\\\\\\\\').replace(/[$^*{}[\]'+?.()|]/g, '\\\\$&');

/** What the Postgres data source makes of a value that names no format. */
const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

function interpolate(text: string, context: GrafanaContext, plain: (values: readonly string[]) => string): string {
  return text.replace(/\$\{(\w+)(?::(\w+))?\}|\$(\w+)/g, (whole, braced?: string, format?: string, bare?: string) => {
    const choice = context.variables[braced ?? bare ?? ''];
    if (choice === undefined) return whole;
    if ('all' in choice) return choice.all;
    if (format === undefined) return plain(choice.values);
    if (format === 'regex') return oneOf(choice.values.map(regexFormat));
    throw new Error(`format not known here: ${whole}`);
  });
}

const rangeSeconds = ({ fromMs, toMs }: GrafanaContext): number => Math.round((toMs - fromMs) / 1_000);

export function expandPromQl(expr: string, context: GrafanaContext): string {
  const timed = expr
    .replaceAll('$__rate_interval', `${context.rateIntervalSeconds}s`)
    .replaceAll('$__interval', `${context.intervalSeconds}s`)
    .replaceAll('$__range', `${rangeSeconds(context)}s`);
  return interpolate(timed, context, (values) => oneOf(values.map(promFormat)));
}

/** Variables in the browser first, then, in the backend, the interval and the macros: the order matters. */
export function expandSql(sql: string, context: GrafanaContext): string {
  const chosen = interpolate(sql, context, (values) => values.map(quoted).join(','));
  const timed = chosen.replaceAll('$__interval', `${context.intervalSeconds}s`);
  return timed.replace(/\$([_a-zA-Z0-9]+)\(([^)]*)\)/g, (_whole, name: string, list: string) =>
    macro(
      name,
      list.split(',').map((argument) => argument.trim()),
      context,
    ),
  );
}

function macro(name: string, [column = '', interval = '']: string[], context: GrafanaContext): string {
  const instant = (ms: number): string => `'${new Date(ms).toISOString()}'`;
  const seconds = Number.parseInt(interval, 10);
  switch (name) {
    case '__timeFilter':
      return `${column} BETWEEN ${instant(context.fromMs)} AND ${instant(context.toMs)}`;
    case '__timeGroupAlias':
      return `floor(extract(epoch from ${column})/${seconds})*${seconds} AS "time"`;
    default:
      throw new Error(`unknown macro $${name}: Grafana would refuse the query`);
  }
}
