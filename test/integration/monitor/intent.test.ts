import { describe, expect, it, jest } from '@jest/globals';
import { HEALTH_FILE, runContainer } from '../../support/engine.ts';
import { openWard } from '../../support/monitor.ts';

jest.setTimeout(120_000);
const quickCheck = { healthCmd: HEALTH_FILE, healthIntervalMs: 1_000, healthRetries: 1 };

describe('what a person does is no incident', () => {
  it('docker stop, docker kill, docker restart, docker pause', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    await using stopped = await runContainer({ ...quickCheck, labels });
    await using killed = await runContainer({ labels });
    await using restarted = await runContainer({
      labels,
      script: 'trap "exit 7" TERM; while :; do sleep 1 & wait $!; done',
    });
    // Not sick at its first failure: it is paused before the next one.
    await using paused = await runContainer({ ...quickCheck, healthRetries: 10, labels });
    for (const { name } of [stopped, killed, restarted, paused]) await monitor.untilVerdict(name, 'healthy');
    const startedAt = monitor.app.fleet.target(restarted.name)?.container.startedAt;
    await paused.makeSick();
    await paused.pause();
    await stopped.stop();
    await killed.kill('SIGKILL');
    await restarted.restart();
    await monitor.untilVerdict(stopped.name, 'off');
    await monitor.untilVerdict(killed.name, 'off');
    await monitor.untilVerdict(paused.name, 'off');
    await monitor.untilTarget(
      restarted.name,
      ({ container, verdict }) => container.startedAt !== startedAt && verdict === 'healthy',
    );
    await monitor.rounds(2);
    const about = [stopped, killed, restarted].map(({ name }) => name);
    expect(monitor.of('incident_opened').filter(({ incident }) => about.includes(incident.target))).toEqual([]);
    expect((await stopped.inspect()).State.Running).toBe(false);
    expect((await killed.inspect()).State.Running).toBe(false);
    expect((await paused.inspect()).State.Paused).toBe(true);
  });

  it('docker stop of one that drains for a while, and fails its health check and its probe meanwhile', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    const script =
      'touch /tmp/healthy; trap "rm /tmp/healthy; sleep 6; exit 0" TERM; while :; do sleep 1 & wait $!; done';
    const probe = {
      'paramedic.probe.alive.exec': 'test -f /tmp/healthy',
      'paramedic.probe.alive.interval': '1s',
      'paramedic.probe.alive.failures': '1',
    };
    await using draining = await runContainer({ ...quickCheck, script, labels: { ...labels, ...probe } });
    await monitor.untilVerdict(draining.name, 'healthy');
    const failing = draining.nextEvent('health_status');
    await Promise.all([failing, draining.stop(20_000)]);
    await monitor.untilVerdict(draining.name, 'off');
    expect(monitor.of('incident_opened')).toEqual([]);
    expect((await draining.inspect()).State).toMatchObject({ Running: false, ExitCode: 0 });
  });

  it('a container that is recreated with another image keeps its identity, and nothing happens', async () => {
    await using ward = await openWard();
    const { monitor, label } = ward;
    const project = `pm${label.slice(3)}`;
    const labels = {
      [label]: 'true',
      'com.docker.compose.project': project,
      'com.docker.compose.service': 'web',
      'com.docker.compose.container-number': '1',
    };
    await using old = await runContainer({ ...quickCheck, name: `${project}-web-1`, labels });
    await monitor.untilVerdict(`${project}/web#1`, 'healthy');
    // As compose does it: the new one is created beside the old one, which is then stopped, removed and replaced.
    await using young = await runContainer({ ...quickCheck, name: `new_${project}-web-1`, labels, start: false });
    await old.stop();
    await old.remove();
    await young.rename(`${project}-web-1`);
    await young.start();
    await monitor.untilTarget(
      `${project}/web#1`,
      (view) => view.container.id === young.id && view.verdict === 'healthy',
    );
    await monitor.rounds(1);
    expect(monitor.app.fleet.target(`${project}/web#1`)?.container.id).toBe(young.id);
    expect(monitor.of('incident_opened')).toEqual([]);
    expect(monitor.of('remediation_intended')).toEqual([]);
  });

  it('docker stop of a sick container that waits for its next attempt ends its incident', async () => {
    await using ward = await openWard({ PARAMEDIC_MODE: 'shadow' });
    const { monitor, labels } = ward;
    await using sick = await runContainer({ ...quickCheck, labels });
    await monitor.untilVerdict(sick.name, 'healthy');
    await sick.makeSick();
    await monitor.until('heal_refused', ({ reason }) => reason === 'shadow_mode');
    await sick.stop();
    const resolved = await monitor.until('incident_resolved');
    expect(resolved.incident).toMatchObject({ resolution: 'human', autoHealed: false, healAttempts: 0 });
  });
});
