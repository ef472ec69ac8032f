import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProbeView } from '../../../src/incidents/view.ts';
import { createMetrics, type Metrics } from '../../../src/metrics/metrics.ts';
import { parseExposition } from '../../support/exposition.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { FakeFleet, probeView, targetView } from '../../support/fleet.ts';

let fleet: FakeFleet;
let metrics: Metrics;
const scrape = async () => parseExposition(`${await metrics.render()}`);
const probe = (name: string, part: Partial<ProbeView> = {}) => probeView({ name, ...part });

beforeEach(() => {
  fleet = new FakeFleet();
  metrics = createMetrics({ fleet, clock: new FixedClock(), version: '1' });
});
afterEach(() => metrics.close());

describe('probes', () => {
  it('shows the last time and the state of each, and nothing of what is not known', async () => {
    fleet.views = [
      targetView({
        target: 'web',
        probes: [
          probe('up'),
          probe('down', { state: 'failing' }),
          probe('new', { state: 'unknown', latencyMs: undefined }),
        ],
      }),
    ];
    const series = [...(await scrape())].filter(([name]) => /^paramedic_probe_(?!results)/.test(name));
    const of = (probeName: string) => `{probe="${probeName}",target="web",host="box"}`;
    expect(Object.fromEntries(series)).toEqual({
      [`paramedic_probe_duration_seconds${of('up')}`]: 0.025,
      [`paramedic_probe_duration_seconds${of('down')}`]: 0.025,
      [`paramedic_probe_passing${of('up')}`]: 1,
      [`paramedic_probe_passing${of('down')}`]: 0,
    });
  });

  it('forgets them with their target', async () => {
    fleet.views = [targetView({ target: 'web', probes: [probe('up')] })];
    expect([...(await scrape()).keys()].join()).toContain('probe="up"');
    fleet.views = [];
    expect([...(await scrape()).keys()].join()).not.toContain('probe="up"');
  });

  it('counts results by kind and outcome, from zero', async () => {
    metrics.probeResult('tcp', 'failure');
    const series = await scrape();
    expect(series.get('paramedic_probe_results_total{kind="tcp",outcome="failure"}')).toBe(1);
    expect(series.get('paramedic_probe_results_total{kind="exec",outcome="unknown"}')).toBe(0);
  });
});
