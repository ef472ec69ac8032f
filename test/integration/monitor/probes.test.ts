import { describe, expect, it, jest } from '@jest/globals';
import { runContainer } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';
import { openWard } from '../../support/monitor.ts';
import { connect } from '../../support/postgres.ts';

jest.setTimeout(120_000);

/** Answers while /www/up is there; each start makes it anew. */
const SERVER = 'mkdir -p /www; echo all is well > /www/up; exec httpd -f -h /www -p 80';
const probe = (part: Record<string, string>) =>
  Object.fromEntries(Object.entries(part).map(([key, value]) => [`paramedic.probe.web.${key}`, value]));

describe('probes and log triggers, from label to incident', () => {
  it('heals a container without a health check whose probe fails, and proves it by the probe', async () => {
    await using ward = await openWard();
    const { monitor } = ward;
    const looks = probe({ http: ':80/up', interval: '1s', failures: '2' });
    // As the first process it hears no SIGTERM.
    const labels = { ...ward.labels, ...looks, 'paramedic.heal.stop-timeout': '1s' };
    await using it = await runContainer({ networkMode: 'bridge', script: SERVER, labels });
    await monitor.untilVerdict(it.name, 'healthy');
    expect(monitor.app.fleet.target(it.name)).toMatchObject({ reason: 'probes_pass', probes: [{ state: 'passing' }] });
    await it.exec(['rm', '/www/up']);
    const { incident } = await monitor.until('incident_opened');
    expect(incident).toMatchObject({ type: 'probe_failed', description: expect.stringContaining('answered 404') });
    const resolved = await monitor.until('incident_resolved');
    expect(resolved.incident).toMatchObject({ id: incident.id, resolution: 'auto_healed', healAttempts: 1 });
    await using db = await connect(ward.databaseUrl);
    // Samples have their own pace.
    const times =
      'SELECT response_time_ms FROM monitor_health_metrics WHERE target = $1 AND response_time_ms IS NOT NULL';
    const [sample] = await eventually('a response time', async () => {
      const { rows } = await db.query(times, [it.name]);
      return rows.length > 0 ? rows : undefined;
    });
    expect(Number(sample?.response_time_ms)).toBeGreaterThanOrEqual(0);
  });

  it('leaves a target alone that its prober cannot reach', async () => {
    await using ward = await openWard();
    const labels = { ...ward.labels, ...probe({ http: ':80/', interval: '1s', failures: '1' }) };
    await using it = await runContainer({ networkMode: 'none', labels });
    await ward.monitor.untilTarget(it.name, ({ probes }) => probes[0]?.lastAt !== undefined);
    await ward.monitor.rounds(2);
    expect(ward.monitor.app.fleet.target(it.name)).toMatchObject({ verdict: 'unknown', reason: 'probing' });
    expect(ward.monitor.of('incident_opened')).toEqual([]);
  });

  it('opens an incident for a line that matches, and restarts nobody for it', async () => {
    await using ward = await openWard();
    const labels = { ...ward.labels, 'paramedic.log.boom': 'kaboom [0-9]+' };
    await using it = await runContainer({ labels });
    await ward.monitor.untilVerdict(it.name, 'healthy');
    await it.exec(['sh', '-c', 'echo "kaboom 42" > /proc/1/fd/1']);
    const { incident } = await ward.monitor.until('incident_opened');
    expect(incident).toMatchObject({
      type: 'log_trigger',
      severity: 'critical',
      description: expect.stringMatching(/^The log of \S+ matches boom: kaboom 42$/),
    });
    expect(ward.monitor.of('remediation_intended')).toEqual([]);
  });
});
