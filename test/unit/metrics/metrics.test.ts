import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMetrics, type Metrics } from '../../../src/metrics/metrics.ts';
import { busyFigure } from '../../support/escalation-figure.ts';
import { parseExposition } from '../../support/exposition.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { container, FakeFleet, incident, probeView, resourceSample, STANDBY, targetView } from '../../support/fleet.ts';
import { oneOfEachHappening } from '../../support/happenings.ts';

let fleet: FakeFleet;
let metrics: Metrics;
const clock = new FixedClock();
const scrape = async () => parseExposition(`${await metrics.render()}`);

beforeEach(() => {
  fleet = new FakeFleet();
  const onCall = { view: { figures: () => busyFigure(1) }, usdPerDay: 10 };
  metrics = createMetrics({ fleet, onCall, clock, version: '9.8.7' });
});
afterEach(() => metrics.close());

describe('containers', () => {
  it('shows each target with its figures in base units', async () => {
    fleet.views = [targetView({ container: container({ restartCount: 3 }) })];
    const series = await scrape();
    const of = (name: string) => series.get(`paramedic_container_${name}{target="shop/web#1",host="box"}`);
    expect(series.get('paramedic_container_up{container="shop-web-1",target="shop/web#1",host="box"}')).toBe(1);
    expect(series.get('paramedic_container_health{state="healthy",target="shop/web#1",host="box"}')).toBe(1);
    expect(series.get('paramedic_container_health{state="unhealthy",target="shop/web#1",host="box"}')).toBe(0);
    expect(of('cpu_ratio')).toBe(0.125);
    expect(of('memory_bytes')).toBe(67_108_864);
    expect(of('memory_limit_bytes')).toBe(268_435_456);
    expect(of('restarts_total')).toBe(3);
    expect(of('network_receive_bytes_total')).toBe(1_000);
    expect(of('network_transmit_bytes_total')).toBe(2_000);
    expect(of('block_read_bytes_total')).toBe(3_000);
    expect(of('block_written_bytes_total')).toBe(4_000);
    expect(of('pids')).toBe(7);
  });

  it('leaves out what is not known instead of calling it zero', async () => {
    fleet.views = [
      targetView({ target: 'a', sample: undefined }),
      targetView({ target: 'b', sample: resourceSample({ cpuPercent: undefined, memoryLimitBytes: Number.NaN }) }),
    ];
    const names = [...(await scrape()).keys()];
    expect(names.filter((name) => /_(cpu_ratio|memory_limit_bytes)\{/.test(name))).toEqual([]);
    expect(names.filter((name) => name.startsWith('paramedic_container_pids'))).toHaveLength(1);
  });

  it('forgets a target that is gone', async () => {
    fleet.views = [targetView({ target: 'stays' }), targetView({ target: 'goes' })];
    expect([...(await scrape()).keys()].some((name) => name.includes('"goes"'))).toBe(true);
    fleet.views = fleet.views.slice(0, 1);
    const names = [...(await scrape()).keys()];
    expect(names.some((name) => name.includes('"goes"'))).toBe(false);
    expect(names.some((name) => name.includes('"stays"'))).toBe(true);
  });

  it('follows a host that gets its name after the first scrape', async () => {
    fleet.views = [targetView()];
    await scrape();
    fleet.engineStatus = { ...fleet.engineStatus, host: 'renamed' };
    const names = [...(await scrape()).keys()].filter((name) => name.startsWith('paramedic_container_pids'));
    expect(names).toEqual(['paramedic_container_pids{target="shop/web#1",host="renamed"}']);
  });

  it('stays one line a series, and one series a target, with hostile names', async () => {
    fleet.views = ['a\nb"} 1\nfake_metric 7', 'back\\slash', 'nul\u0000', 'nul\u0001', 'half\ud800'].map((target) =>
      targetView({ target, container: container({ name: target }) }),
    );
    const pids = [...(await scrape()).keys()].filter((name) => name.startsWith('paramedic_container_pids'));
    expect(pids).toEqual([
      String.raw`paramedic_container_pids{target="a\nb\"} 1\nfake_metric 7",host="box"}`,
      String.raw`paramedic_container_pids{target="back\\slash",host="box"}`,
      'paramedic_container_pids{target="nul\ufffd",host="box"}',
      'paramedic_container_pids{target="half\ufffd",host="box"}',
    ]);
  });
});

describe('the fleet as a whole', () => {
  it('counts verdicts and open incidents, with zeros for what there is none of', async () => {
    fleet.views = [targetView({ target: 'a' }), targetView({ target: 'b', verdict: 'sick' })];
    fleet.openList = [incident(), incident({ type: 'oom_killed', severity: 'warning' })];
    fleet.unwatchedCount = 4;
    const series = await scrape();
    expect(series.get('paramedic_containers{verdict="healthy"}')).toBe(1);
    expect(series.get('paramedic_containers{verdict="sick"}')).toBe(1);
    expect(series.get('paramedic_containers{verdict="off"}')).toBe(0);
    expect(series.get('paramedic_containers_unwatched')).toBe(4);
    expect(series.get('paramedic_incidents_open{type="container_unhealthy",severity="critical"}')).toBe(1);
    expect(series.get('paramedic_incidents_open{type="oom_killed",severity="warning"}')).toBe(1);
    expect(series.get('paramedic_incidents_open{type="oom_killed",severity="critical"}')).toBe(0);
  });

  it('tells how old its truth is, also when the engine was never heard', async () => {
    expect((await scrape()).get('paramedic_event_stream_age_seconds')).toBe(2);
    fleet.engineStatus = { ...fleet.engineStatus, connected: false, lastHeardAt: undefined };
    const series = await scrape();
    expect(series.get('paramedic_event_stream_age_seconds')).toBe(3_600);
    expect(series.get('paramedic_event_stream_connected')).toBe(0);
  });

  it('has no host series before the first host sample', async () => {
    fleet.host = undefined;
    expect([...(await scrape()).keys()].filter((name) => name.startsWith('paramedic_host_'))).toEqual([]);
  });
});

describe('what happens', () => {
  it('writes every registered metric once every kind of thing has happened', async () => {
    fleet.views = [targetView({ probes: [probeView()] })];
    for (const happening of oneOfEachHappening) metrics.observe(happening);
    metrics.notificationSent('webhook', 'delivered');
    metrics.pingSent('failed');
    metrics.probeResult('http', 'success');
    const text = `${await metrics.render()}`;
    const ours = [...text.matchAll(/^# TYPE (paramedic_\w+) (\w+)$/gm)].map(([, name = '', type]) => ({ name, type }));
    expect(ours.length).toBeGreaterThan(35);
    const series = [...parseExposition(text)];
    const idle = ours.filter(({ name, type }) => {
      const exact = type === 'histogram' ? `${name}_count` : name;
      const own = series.filter(([key]) => key === exact || key.startsWith(`${exact}{`));
      // Gauges are read from the fleet at each scrape: zero is a value. Counters and histograms must have moved.
      return own.length === 0 || (type !== 'gauge' && own.every(([, value]) => value === 0));
    });
    const readFromFleet = ['paramedic_container_restarts_total', 'paramedic_storage_dropped_samples_total'];
    expect(idle.map(({ name }) => name).filter((name) => !readFromFleet.includes(name))).toEqual([]);
  });

  it('counts by the names of the contract', async () => {
    for (const happening of oneOfEachHappening) metrics.observe(happening);
    const series = await scrape();
    expect(series.get('paramedic_incidents_total{type="container_unhealthy",severity="critical"}')).toBe(1);
    expect(series.get('paramedic_remediations_total{action="restart",outcome="done"}')).toBe(1);
    expect(series.get('paramedic_remediations_total{action="restart",outcome="timeout"}')).toBe(0);
    expect(series.get('paramedic_remediation_refusals_total{reason="backoff"}')).toBe(1);
    expect(series.get('paramedic_detection_to_action_seconds_bucket{le="0.005"}')).toBe(1);
    expect(series.get('paramedic_detection_to_action_seconds_bucket{le="0.0025"}')).toBe(0);
    expect(series.get('paramedic_time_to_recovery_seconds_sum')).toBe(31);
    expect(series.get('paramedic_build_info{version="9.8.7"}')).toBe(1);
  });
});

describe('who leads', () => {
  it('is the one that heals, sure of it or not; one that stands by has no event stream that could be down', async () => {
    const leads = async () => (await scrape()).get('paramedic_leader{host="box"}');
    expect(await leads()).toBe(1);
    fleet.leadershipStatus = { ...fleet.leadershipStatus, role: 'uncertain' };
    expect(await leads()).toBe(1);
    fleet.leadershipStatus = STANDBY;
    fleet.engineStatus = { ...fleet.engineStatus, connected: false };
    expect(await leads()).toBe(0);
    expect([...(await scrape()).keys()].filter((name) => name.startsWith('paramedic_event_stream_'))).toEqual([
      'paramedic_event_stream_connects_total',
    ]);
  });

  it('is nobody while the storage has not been read, and then the stream is down', async () => {
    fleet.leadershipStatus = { ...STANDBY, leader: undefined };
    fleet.engineStatus = { ...fleet.engineStatus, connected: false };
    const series = await scrape();
    expect(series.get('paramedic_leader{host="box"}')).toBe(0);
    expect(series.get('paramedic_event_stream_connected')).toBe(0);
  });

  it('tells since when the loop has not turned', async () => {
    fleet.turnedAt = clock.at - 45_000;
    expect((await scrape()).get('paramedic_last_turn_age_seconds')).toBe(45);
  });

  it('has every outcome of a ping from the beginning', async () => {
    metrics.pingSent('delivered');
    const series = await scrape();
    const of = (outcome: string) => series.get(`paramedic_pings_total{outcome="${outcome}"}`);
    expect([of('delivered'), of('failed'), of('withheld')]).toEqual([1, 0, 0]);
  });
});

describe('the process', () => {
  it('shows a block of the event loop as its lag, once', async () => {
    const nextTurn = () => new Promise((resolve) => setTimeout(resolve));
    await scrape();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
    await nextTurn();
    const lag = (await scrape()).get('paramedic_event_loop_lag_seconds');
    expect(lag).toBeGreaterThan(0.9);
    await nextTurn();
    expect((await scrape()).get('paramedic_event_loop_lag_seconds')).toBeLessThan(lag ?? 0);
  });

  it('brings the usual process metrics and a lag of the event loop without the period of its timer', async () => {
    const series = await scrape();
    expect(series.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(series.get('paramedic_event_loop_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect([...series.keys()].filter((name) => name.startsWith('nodejs_eventloop_lag_'))).toEqual([]);
  });
});
