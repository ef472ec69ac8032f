import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { dashboardFiles, type QueryJson, queriesOf, readDashboard } from '../support/dashboards.ts';
import { eventually } from '../support/eventually.ts';
import { HOST, livelyMetrics, seedPostgres, TARGETS } from '../support/grafana-data.ts';
import { type Choice, expandPromQl, expandSql, type GrafanaContext } from '../support/grafana-macros.ts';
import { type Connection, connect, freshDatabase } from '../support/postgres.ts';
import { type Prometheus, type PromResult, startPrometheus } from '../support/prometheus.ts';

jest.setTimeout(60_000);

const cleanup = new AsyncDisposableStack();
let prometheus: Prometheus;
let postgres: Connection;
/** All is asked of one minute, that before this instant: what was seeded lies in it, however long the asking takes. */
let askedAt = 0;

beforeAll(async () => {
  const metrics = livelyMetrics();
  cleanup.defer(metrics.close);
  prometheus = cleanup.use(await startPrometheus(metrics.render));
  // The slowest to appear: a rule that needs a rate, which needs two scrapes.
  await prometheus.sees('instance:paramedic_time_to_recovery_seconds:p95_1h >= 0');
  const rate = 'increase(paramedic_notifications_total[4s]) > 0';
  await prometheus.sees(rate);
  const database = cleanup.use(await freshDatabase());
  await seedPostgres(database.url, Date.now());
  // On a busy machine a scrape or two may have been missed just then.
  askedAt = await eventually('an instant at which there are rates', async () => {
    const at = Date.now();
    const { data } = await prometheus.get<PromResult>('/api/v1/query', { query: rate, time: String(at / 1_000) });
    return data.result.length > 0 ? at : undefined;
  });
  postgres = cleanup.use(await connect(database.url));
  // As docker/create-roles.sh has it for Grafana's role.
  await postgres.query('SET default_transaction_read_only = on');
}, 120_000);
afterAll(() => cleanup.disposeAsync(), 60_000);

/** That minute, in steps of a second, as a dashboard of that range would ask for it. */
function context(variables: Readonly<Record<string, Choice>>): GrafanaContext {
  return { fromMs: askedAt - 60_000, toMs: askedAt, intervalSeconds: 1, rateIntervalSeconds: 4, variables };
}

const isNumber = (text: string): boolean => Number.isFinite(Number(text));

/** How many series (with at least one number in them) or rows a query answers. */
async function sizeOfAnswer(query: QueryJson, asked: GrafanaContext): Promise<number> {
  if (query.rawSql !== undefined) {
    const { rows, fields } = await postgres.query(expandSql(query.rawSql, asked));
    if (query.format === 'time_series') expect(fields.map(({ name }) => name)).toEqual(['time', 'metric', 'value']);
    return rows.length;
  }
  const expr = expandPromQl(query.expr ?? '', asked);
  const [start, end] = [asked.fromMs, asked.toMs].map((ms) => String(ms / 1_000)) as [string, string];
  const answer = query.instant
    ? await prometheus.get<PromResult>('/api/v1/query', { query: expr, time: end })
    : await prometheus.get<PromResult>('/api/v1/query_range', { query: expr, start, end, step: '1' });
  expect({ expr, error: answer.error }).toEqual({ expr, error: undefined });
  // A sum by a label that does not exist is no error: it is one nameless series.
  for (const [, label = ''] of (query.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g)) {
    for (const { metric } of answer.data.result) expect(Object.keys(metric)).toContain(label);
  }
  return answer.data.result.filter(({ value, values = [] }) =>
    [value, ...values].some((point) => point !== undefined && isNumber(point[1])),
  ).length;
}

const choices: Record<string, Readonly<Record<string, Choice>>> = {
  'all chosen': { host: { all: '.*' }, target: { all: '.*' } },
  'one container chosen': { host: { values: [HOST] }, target: { values: [TARGETS[0]] } },
  'a container with a hostile name chosen': { host: { values: [HOST] }, target: { values: [TARGETS[1]] } },
  'several containers chosen': { host: { values: [HOST, 'other'] }, target: { values: TARGETS } },
};

describe.each(dashboardFiles())('%s', (file) => {
  const dashboard = readDashboard(file);
  const queries = queriesOf(dashboard);

  describe.each(Object.keys(choices))('%s', (choice) => {
    it.each(queries)('$name', async ({ query }) => {
      expect(await sizeOfAnswer(query, context(choices[choice] ?? {}))).toBeGreaterThan(0);
    });
  });

  it.each(queries.filter(({ query }) => /\$\{?target/.test(query.rawSql ?? query.expr ?? '')))(
    '$name: nothing for a container that does not exist',
    async ({ query }) => {
      const asked = context({ host: { all: '.*' }, target: { values: ['web'] } });
      expect(await sizeOfAnswer(query, asked)).toBe(0);
    },
  );

  it.each(dashboard.templating.list)('variable $name', async ({ query }) => {
    const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(query.query) ?? [];
    const match = expandPromQl(selector ?? '', context(choices['all chosen'] ?? {}));
    const answer = await prometheus.get<{ data: string[] }>(`/api/v1/label/${label}/values`, { 'match[]': match });
    expect(answer.data.length).toBeGreaterThan(0);
  });
});
