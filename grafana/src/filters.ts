/** Series of containers carry the labels that the variables choose from. */
export const CHOSEN = 'host=~"$host", target=~"$target"';

/** Series of the monitor itself carry no host; the recorded series tells which monitor watches the chosen hosts. */
export const ofHost = (expr: string): string =>
  `(${expr}) and on (instance) instance_host:paramedic_container_up:count{host=~"$host"}`;

/**
 * A variable in SQL: "All" is the regex `.*`, also while Prometheus knows no value at all (an IN list would be empty then).
 * Names of containers are text from outside. Grafana's regex format escapes `$`, so that no name can end the dollar quote.
 */
const matches = (column: string, variable: string): string =>
  `${column} ~ concat('^(', $v$\${${variable}:regex}$v$, ')$')`;

export const sqlChosen = (table: string): string =>
  `${matches(`${table}.host`, 'host')} AND ${matches(`${table}.target`, 'target')}`;
