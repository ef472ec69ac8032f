import { describe, expect, it, jest } from '@jest/globals';
import { engineClient, HEALTH_FILE, runContainer, SCRIPTS } from '../../support/engine.ts';
import { openWard } from '../../support/monitor.ts';
import { connect } from '../../support/postgres.ts';

jest.setTimeout(120_000);
const quickCheck = { healthCmd: HEALTH_FILE, healthIntervalMs: 1_000, healthRetries: 1 };
const SHORT = { 'paramedic.heal.stop-timeout': '1s' };

describe('the ladder on a real engine', () => {
  it('a clean-up command in the container heals it without a restart', async () => {
    // Longer than the next check takes on a busy machine: until then it may show its effect.
    await using ward = await openWard({ PARAMEDIC_HEAL_VERIFY: '8s' });
    const { monitor, databaseUrl } = ward;
    const labels = {
      ...ward.labels,
      'paramedic.heal.actions': 'exec, restart',
      'paramedic.heal.exec': 'touch /tmp/healthy && echo cleaned up with $API_TOKEN',
    };
    await using sick = await runContainer({ ...quickCheck, labels, env: ['API_TOKEN=hunter2hunter2'] });
    await monitor.untilVerdict(sick.name, 'healthy');
    const { StartedAt } = (await sick.inspect()).State;
    await sick.makeSick();
    const resolved = await monitor.until('incident_resolved');
    expect(resolved.incident).toMatchObject({ resolution: 'auto_healed', healAttempts: 1 });
    expect((await sick.inspect()).State.StartedAt).toBe(StartedAt);
    await using db = await connect(databaseUrl);
    const { rows } = await db.query('SELECT action, outcome, detail FROM monitor_remediations');
    expect(rows).toMatchObject([{ action: 'exec', outcome: 'done', detail: { exitCode: 0 } }]);
    expect(rows[0]?.detail.output).toMatch(/^cleaned up with \[redacted [a-z ]+\]\n$/);
  });

  it('the rung after a notification waits for no full look', async () => {
    await using ward = await openWard({ PARAMEDIC_INTERVAL: '1h' });
    const { monitor } = ward;
    const labels = { ...ward.labels, 'paramedic.heal.actions': 'notify, restart' };
    await using sick = await runContainer({ ...quickCheck, labels });
    await monitor.untilVerdict(sick.name, 'healthy');
    await sick.makeSick();
    await monitor.until('incident_resolved');
    expect(monitor.of('remediation_finished').map(({ remediation: { action } }) => action)).toEqual([
      'notify',
      'restart',
    ]);
  });

  it('what no restart heals is recreated, and the new one is well under the old name', async () => {
    await using ward = await openWard();
    const { monitor } = ward;
    const labels = { ...ward.labels, ...SHORT, 'paramedic.heal.actions': 'restart, recreate' };
    await using sick = await runContainer({ ...quickCheck, script: SCRIPTS.neverRecovers, labels });
    await monitor.untilVerdict(sick.name, 'healthy');
    await sick.makeSick();
    const resolved = await monitor.until('incident_resolved', undefined, 60_000);
    const present = await engineClient().getContainer(sick.name).inspect();
    await engineClient().getContainer(present.Id).remove({ force: true });
    expect(resolved.incident).toMatchObject({ target: sick.name, resolution: 'auto_healed', healAttempts: 2 });
    expect(present.Id).not.toBe(sick.id);
    expect(monitor.of('remediation_finished').map(({ remediation: { action, outcome } }) => [action, outcome])).toEqual(
      [
        ['restart', 'done'],
        ['recreate', 'done'],
      ],
    );
    expect(monitor.of('incident_opened').map(({ incident }) => incident.type)).toEqual(['container_unhealthy']);
  });

  it('stop as the last rung stops it, hands over, and keeps the incident open', async () => {
    await using ward = await openWard();
    const { monitor } = ward;
    const labels = { ...ward.labels, ...SHORT, 'paramedic.heal.actions': 'stop' };
    await using sick = await runContainer({ ...quickCheck, labels });
    await monitor.untilVerdict(sick.name, 'healthy');
    await sick.makeSick();
    await monitor.until('incident_escalated');
    await monitor.rounds(2);
    expect((await sick.inspect()).State.Running).toBe(false);
    expect(monitor.of('incident_resolved')).toEqual([]);
    expect(monitor.app.fleet.target(sick.name)).toMatchObject({ verdict: 'off', reason: 'stopped_by_paramedic' });
    await sick.start();
    const resolved = await monitor.until('incident_resolved');
    expect(resolved.incident.resolution).toBe('human');
  });

  it('restarts its dependents with it, in the story of its own incident', async () => {
    await using ward = await openWard();
    const { monitor, databaseUrl } = ward;
    const labels = { ...ward.labels, ...SHORT, 'paramedic.heal.actions': 'restart-dependents' };
    await using parent = await runContainer({ ...quickCheck, labels });
    await using child = await runContainer({
      labels: { ...ward.labels, ...SHORT, 'paramedic.depends-on': parent.name },
    });
    await monitor.untilVerdict(parent.name, 'healthy');
    await monitor.untilVerdict(child.name, 'healthy');
    await parent.makeSick();
    await monitor.until(
      'remediation_finished',
      ({ remediation }) => remediation.target === child.name && remediation.outcome === 'done',
    );
    await monitor.until('incident_resolved');
    await using db = await connect(databaseUrl);
    const incidents = await db.query('SELECT container_name FROM monitor_incidents');
    expect(incidents.rows).toEqual([{ container_name: parent.name }]);
    const acts = await db.query('SELECT target, action FROM monitor_remediations ORDER BY intended_at');
    expect(acts.rows).toEqual([
      { target: parent.name, action: 'restart-dependents' },
      { target: child.name, action: 'restart' },
    ]);
  });
});
