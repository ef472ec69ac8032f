import { describe, expect, it, jest } from '@jest/globals';
import { HEALTH_FILE, runContainer } from '../../support/engine.ts';
import { openWard } from '../../support/monitor.ts';
import { webhookReceiver } from '../../support/webhook-receiver.ts';

jest.setTimeout(120_000);
const quickCheck = { healthCmd: HEALTH_FILE, healthIntervalMs: 1_000, healthRetries: 1 };

describe('labels', () => {
  it('one that does not parse is named once, its default holds, and the container is healed', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    await using sick = await runContainer({
      ...quickCheck,
      labels: { ...labels, 'paramedic.heal.stop-timeout': 'soon', 'paramedic.heal.actions': 'restrat' },
    });
    await monitor.untilVerdict(sick.name, 'healthy');
    await sick.makeSick();
    const resolved = await monitor.until('incident_resolved');
    expect(resolved.incident.resolution).toBe('auto_healed');
    const told = monitor.of('finding').filter(({ finding }) => finding.code === 'bad_label');
    expect(told.map(({ finding }) => finding.subject)).toEqual([sick.name, sick.name]);
    expect(told.map(({ finding }) => finding.message).join()).toMatch(/soon.*|.*restrat/);
    expect(monitor.app.fleet.findings().filter(({ code }) => code === 'bad_label')).toHaveLength(2);
  });

  it('opt-out in any spelling, notify only, none', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    await using out = await runContainer({ ...quickCheck, labels: { ...labels, 'paramedic.enable': 'Off' } });
    await using told = await runContainer({ ...quickCheck, labels: { ...labels, 'paramedic.heal.actions': 'notify' } });
    await using left = await runContainer({ ...quickCheck, labels: { ...labels, 'paramedic.heal.actions': 'none' } });
    await monitor.untilVerdict(told.name, 'healthy');
    await monitor.untilVerdict(left.name, 'healthy');
    await out.makeSick();
    await out.waitForHealth('unhealthy');
    await told.makeSick();
    await left.makeSick();
    await monitor.until('heal_refused', (it) => it.target === left.name && it.reason === 'heal_none');
    const notified = await monitor.until('remediation_finished', ({ remediation }) => remediation.target === told.name);
    expect(notified.remediation).toMatchObject({ action: 'notify', outcome: 'done' });
    await monitor.rounds(1);
    expect(monitor.app.fleet.target(out.name)).toBeUndefined();
    expect(monitor.of('remediation_intended')).toEqual([]);
    expect(
      monitor
        .of('incident_opened')
        .map(({ incident }) => incident.target)
        .sort(),
    ).toEqual([told.name, left.name].sort());
  });
});

describe('a user of docker-autoheal changes over', () => {
  it('labels and variables are understood: who is healed, how long to wait, whom to tell', async () => {
    await using box = await webhookReceiver();
    await using ward = await openWard({
      AUTOHEAL_INTERVAL: '2',
      AUTOHEAL_START_PERIOD: '0',
      AUTOHEAL_DEFAULT_STOP_TIMEOUT: '4',
      WEBHOOK_URL: box.url,
    });
    const { monitor, labels, label } = ward;
    await using healed = await runContainer({ ...quickCheck, labels: { ...labels, 'autoheal.stop.timeout': '1' } });
    await using other = await runContainer({ ...quickCheck });
    await using switchedOff = await runContainer({ ...quickCheck, labels: { [label]: 'false' } });
    await monitor.untilVerdict(healed.name, 'healthy');
    for (const container of [healed, other, switchedOff]) await container.makeSick();
    const intended = await monitor.until('remediation_intended');
    expect(intended.remediation).toMatchObject({ target: healed.name });
    expect(intended.remediation.deadlineAt - intended.remediation.intendedAt).toBe(16_000);
    await monitor.until('incident_resolved');
    const opened = await box.letters.find(({ event }) => event === 'incident_opened');
    expect(opened.text).toContain(`Container ${healed.name}`);
    await box.letters.find(({ event }) => event === 'incident_resolved');
    expect(box.letters.items).toHaveLength(2);
    expect(monitor.app.fleet.target(other.name)).toBeUndefined();
    expect(monitor.app.fleet.target(switchedOff.name)).toBeUndefined();
  });

  it('the start period and running-only hold healing back', async () => {
    await using ward = await openWard({ AUTOHEAL_START_PERIOD: '600', AUTOHEAL_ONLY_MONITOR_RUNNING: 'true' });
    const { monitor, labels } = ward;
    await using sick = await runContainer({ ...quickCheck, labels });
    await using crasher = await runContainer({
      labels,
      script: 'while [ ! -f /tmp/crash ]; do sleep 0.1; done; exit 3',
    });
    await monitor.untilVerdict(sick.name, 'healthy');
    await monitor.untilVerdict(crasher.name, 'healthy');
    await sick.makeSick();
    await crasher.exec(['touch', '/tmp/crash']);
    const waits = await monitor.until('heal_refused', ({ target }) => target === sick.name);
    expect(waits.reason).toBe('start_period');
    const left = await monitor.until('heal_refused', ({ target }) => target === crasher.name);
    expect(left.reason).toBe('not_running');
    expect(monitor.of('remediation_intended')).toEqual([]);
  });
});
