import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '../../../src/metrics/metrics.ts';
import { readRules } from '../../support/alert-rules.ts';
import { dashboardFiles, queriesOf, readDashboard } from '../../support/dashboards.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { FakeFleet } from '../../support/fleet.ts';

const rules = readRules();

/** Series that /metrics offers, with the three that a histogram stands for, and those that our rules record. */
async function offered(): Promise<Set<string>> {
  const onCall = { view: { figures: () => undefined }, usdPerDay: 10 };
  const metrics = createMetrics({ fleet: new FakeFleet(), onCall, clock: new FixedClock(), version: '1.2.3' });
  const text = `${await metrics.render()}`;
  metrics.close();
  const families = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  const series = families.flatMap(([, name, type]) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [`${name}`],
  );
  return new Set([...series, ...rules.flatMap(({ record }) => (record === undefined ? [] : [record]))]);
}

/** All words of an expression that can only be names of our series. */
const namesIn = (expr: string): string[] =>
  expr.match(/\b(?:[a-z_]+:)?paramedic_[a-z0-9_]+(?::[a-z0-9_]+)?\b|\b(?:process|nodejs)_[a-z_]+\b/g) ?? [];

const expressions = [
  ...rules.map(({ alert, record, expr }) => [alert ?? record ?? '', expr] as const),
  ...dashboardFiles().flatMap((file) => {
    const dashboard = readDashboard(file);
    return [
      ...queriesOf(dashboard).flatMap(({ name, query }) =>
        query.expr === undefined ? [] : [[`${file}: ${name}`, query.expr] as const],
      ),
      ...dashboard.templating.list.map(({ name, query }) => [`${file}: variable ${name}`, query.query] as const),
    ];
  }),
];

describe('every series that a rule or a dashboard asks for is one that exists', () => {
  it.each(expressions)('%s', async (_name, expr) => {
    const known = await offered();
    expect(namesIn(expr).filter((name) => !known.has(name))).toEqual([]);
  });

  it('finds the names at all', () => {
    expect(namesIn('sum(rate(paramedic_x_total{a="b"}[5m])) / instance:paramedic_y:p95_1h')).toEqual([
      'paramedic_x_total',
      'instance:paramedic_y:p95_1h',
    ]);
  });
});
