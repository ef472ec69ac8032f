import { describe, expect, it, jest } from '@jest/globals';
import { startAlertmanager } from '../../support/alertmanager.ts';
import { HEALTH_FILE, runContainer } from '../../support/engine.ts';
import { freePort } from '../../support/free-port.ts';
import { openWard } from '../../support/monitor.ts';
import { webhookReceiver } from '../../support/webhook-receiver.ts';

jest.setTimeout(120_000);
const TOKEN = 'the-token-of-this-test';

interface Notice {
  status: string;
  alerts: { status: string; labels: Record<string, string>; annotations: Record<string, string>; startsAt: string }[];
}

/** Paramedic and a real Alertmanager that know each other, and somebody who hears what people would. */
async function openPair() {
  await using stack = new AsyncDisposableStack();
  const people = stack.use(await webhookReceiver());
  const at = await freePort();
  const ward = stack.use(
    await openWard({ PARAMEDIC_TOKEN: TOKEN, PARAMEDIC_ALERTMANAGER_URL: `http://127.0.0.1:${at}` }),
  );
  const to = { alerts: `${ward.monitor.app.url}/api/v1/alerts`, people: people.url, token: TOKEN, at };
  const alertmanager = stack.use(await startAlertmanager(to));
  /** How many letters people have got by now. */
  const letters = () => people.letters.items.length;
  /** The first alert of that name and status that people heard of, after as many letters. */
  const heard = async (alertname: string, status: string, from = 0) => {
    const find = (notice: Notice) =>
      notice.alerts.find((one) => one.labels.alertname === alertname && one.status === status);
    const letter = await people.letters.find((one) => find(one as unknown as Notice) !== undefined, {
      from,
      deadlineMs: 30_000,
    });
    return find(letter as unknown as Notice);
  };
  const all = stack.move();
  return { ward, alertmanager, heard, letters, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

describe('with a real Alertmanager', () => {
  it('a failure fires an alert, and the recovery resolves it', async () => {
    await using pair = await openPair();
    const { monitor, labels } = pair.ward;
    await using sick = await runContainer({
      labels,
      healthCmd: HEALTH_FILE,
      healthIntervalMs: 1_000,
      healthRetries: 1,
    });
    await sick.waitForHealth('healthy');
    await sick.makeSick();
    const { incident } = await monitor.until('incident_opened');
    const firing = await pair.heard('ParamedicIncident', 'firing');
    expect(firing).toMatchObject({
      labels: { target: sick.name, incident_type: 'container_unhealthy', incident_id: incident.id },
      annotations: { summary: expect.stringContaining('found to be unhealthy') },
    });
    // Alertmanager writes a moment without the zeros at its end: the moment counts, not its spelling.
    expect(Date.parse(firing?.startsAt ?? '')).toBe(incident.timestamp);
    await monitor.until('incident_resolved');
    expect(await pair.heard('ParamedicIncident', 'resolved')).toMatchObject({ labels: { incident_id: incident.id } });
    expect(await pair.alertmanager.active()).toEqual([]);
    // The webhook of the Alertmanager tells of this alert, too, had it not been told to leave out our own.
    expect(monitor.of('incident_opened').filter((it) => it.incident.type === 'external_alert')).toEqual([]);
  });

  it('mute ends the alert with the word that the incident goes on, and unmute raises it anew', async () => {
    await using pair = await openPair();
    const { monitor, labels } = pair.ward;
    await using sick = await runContainer({
      ...{ healthCmd: HEALTH_FILE, healthIntervalMs: 1_000, healthRetries: 1 },
      labels: { ...labels, 'paramedic.heal.actions': 'none' },
    });
    await monitor.untilVerdict(sick.name, 'healthy');
    await sick.makeSick();
    const { incident } = await monitor.until('incident_opened');
    const order = async (kind: 'mute' | 'unmute') => {
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
      const url = `${monitor.app.url}/api/incidents/${incident.id}/${kind}`;
      expect((await fetch(url, { method: 'POST', headers, body: '{"by":"anna"}' })).status).toBe(200);
    };
    expect(await pair.heard('ParamedicIncident', 'firing')).toBeDefined();
    const afterFirst = pair.letters();
    await order('mute');
    expect(await pair.heard('ParamedicIncident', 'resolved', afterFirst)).toMatchObject({
      labels: { incident_id: incident.id },
      annotations: { summary: expect.stringMatching(/^Muted in Paramedic, and still open: /) },
    });
    expect(await pair.alertmanager.active()).toEqual([]);
    const afterMute = pair.letters();
    await order('unmute');
    expect(await pair.heard('ParamedicIncident', 'firing', afterMute)).toMatchObject({
      labels: { incident_id: incident.id },
    });
    await sick.exec(['touch', '/tmp/healthy']);
    await monitor.until('incident_resolved');
    expect(await pair.heard('ParamedicIncident', 'resolved', afterMute)).toMatchObject({
      annotations: { summary: expect.stringContaining('has recovered') },
    });
  });

  it('an alert of somebody else is an incident until it ends, and is not sent back as one of ours', async () => {
    await using pair = await openPair();
    const { monitor } = pair.ward;
    const labels = { alertname: 'DiskFull', severity: 'critical', instance: 'db-1' };
    await pair.alertmanager.post(labels);
    const { incident } = await monitor.until('incident_opened', (it) => it.incident.type === 'external_alert');
    expect(incident).toMatchObject({ severity: 'critical', description: 'DiskFull fires', evidence: { labels } });
    expect(incident.target).toMatch(/^alert\/DiskFull\/[0-9a-f]{16}$/);
    expect(await pair.heard('DiskFull', 'firing')).toBeDefined();
    await pair.alertmanager.post(labels, new Date(Date.now() - 1_000));
    const resolved = await monitor.until('incident_resolved', (it) => it.incident.id === incident.id);
    expect(resolved.incident.resolution).toBe('self_recovered');
    expect(await pair.heard('DiskFull', 'resolved')).toBeDefined();
    expect(monitor.of('incident_opened')).toHaveLength(1);
    expect((await pair.alertmanager.active()).map((one) => one.labels.alertname)).toEqual([]);
  });
});
