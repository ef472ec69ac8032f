import { describe, expect, it, jest } from '@jest/globals';
import type { IncidentReport, StoryReport } from '../../../src/incidents/report/incident.ts';
import type { SilenceReport } from '../../../src/incidents/report/silence.ts';
import { HEALTH_FILE, runContainer } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';
import { openWard, type Ward } from '../../support/monitor.ts';
import { connect } from '../../support/postgres.ts';
import { webhookReceiver } from '../../support/webhook-receiver.ts';

jest.setTimeout(120_000);

const TOKEN = 'a-token-of-16-characters';
const quickCheck = { healthCmd: HEALTH_FILE, healthIntervalMs: 1_000, healthRetries: 1 };
const UNTOUCHED = { 'paramedic.heal.actions': 'none' };

async function ask<T>({ monitor }: Ward, method: string, path: string, body?: object): Promise<T> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify({ by: 'anna', ...body }) };
  const answer = await fetch(monitor.app.url + path, { method, headers, ...sent });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`${answer.status}: ${JSON.stringify(told)}`);
  return told as T;
}

/** A monitor with a webhook, and a well container that nothing heals. */
async function office(labels: Record<string, string> = UNTOUCHED) {
  const stack = new AsyncDisposableStack();
  const box = stack.use(await webhookReceiver());
  const ward = stack.use(await openWard({ PARAMEDIC_TOKEN: TOKEN, WEBHOOK_URL: box.url }));
  const patient = stack.use(await runContainer({ ...quickCheck, labels: { ...ward.labels, ...labels } }));
  await ward.monitor.untilVerdict(patient.name, 'healthy');
  const events = () => box.letters.items.map(({ event }) => event);
  const letter = (event: string) => box.letters.find((one) => one.event === event);
  return { ward, patient, events, letter, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('an open incident', () => {
  it('is acknowledged, commented and snoozed; it stays open, and the story names who did it', async () => {
    await using at = await office();
    const { ward, patient, letter } = at;
    await patient.makeSick();
    const { incident } = await ward.monitor.until('incident_opened');
    await letter('incident_opened');
    const path = `/api/incidents/${incident.id}`;
    await ask(ward, 'POST', `${path}/acknowledge`, {});
    await ask(ward, 'POST', `${path}/comment`, { text: 'the disk is full' });
    await ask(ward, 'POST', `${path}/snooze`, { for: '1h' });
    const { incident: now, timeline } = await ask<StoryReport>(ward, 'GET', path);
    expect(now).toMatchObject({ status: 'open', acknowledgedBy: 'anna', muted: false });
    expect(Date.parse(now.snoozedUntil ?? '')).toBeGreaterThan(Date.now());
    const written = timeline.filter(({ reason }) => reason === 'by_person');
    expect(written.map(({ kind }) => kind)).toEqual(['acknowledged', 'comment', 'snoozed']);
    expect(written[1]?.detail).toEqual({ by: 'anna', text: 'the disk is full' });
    expect(ward.monitor.app.fleet.openIncidents()).toMatchObject([{ id: incident.id, acknowledgedBy: 'anna' }]);
  });

  it('that is snoozed is told of again when the snooze is over and it is still open', async () => {
    await using at = await office();
    const { ward, patient, letter } = at;
    await patient.makeSick();
    const { incident } = await ward.monitor.until('incident_opened');
    await letter('incident_opened');
    const path = `/api/incidents/${incident.id}/snooze`;
    const { snoozedUntil = '' } = await ask<IncidentReport>(ward, 'POST', path, { for: '2s' });
    await ward.monitor.untilTrue(() => ward.monitor.of('people_told').length === 2);
    const [, second] = ward.monitor.of('people_told');
    expect(second).toMatchObject({ event: 'incident_opened', incident: { id: incident.id } });
    expect(second?.at).toBeGreaterThanOrEqual(Date.parse(snoozedUntil));
  });

  it("resolved by hand is over, is told as a person's, and opens anew only after it was well for the verification time in between", async () => {
    await using at = await office();
    const { ward, patient, letter } = at;
    const { monitor } = ward;
    await patient.makeSick();
    const { incident } = await monitor.until('incident_opened');
    const path = `/api/incidents/${incident.id}`;
    const resolved = await ask<IncidentReport>(ward, 'POST', `${path}/resolve`, { text: 'known' });
    expect(resolved).toMatchObject({ id: incident.id, status: 'resolved', resolution: 'human', autoHealed: false });
    expect(await letter('incident_resolved')).toMatchObject({ incident_id: incident.id, resolution: 'human' });
    await monitor.rounds(2);
    expect(monitor.of('incident_opened')).toHaveLength(1);
    await expect(ask(ward, 'POST', `${path}/mute`, {})).rejects.toThrow('409');
    await patient.exec(['touch', '/tmp/healthy']);
    await monitor.untilTarget(patient.name, ({ verdict }) => verdict === 'healthy');
    // Until it was well for the verification time it is remembered as resolved.
    await using records = await connect(ward.databaseUrl);
    const memo = 'SELECT memo FROM monitor_targets WHERE target = $1';
    await eventually('the end of the dismissal', async () => {
      const [row] = (await records.query(memo, [patient.name])).rows;
      return row?.memo.dismissed.length === 0 ? true : undefined;
    });
    await patient.makeSick();
    const again = await monitor.until('incident_opened', (happening) => happening.incident.id !== incident.id);
    expect(again.incident.type).toBe('container_unhealthy');
  });
});

describe('a silence', () => {
  it('keeps the webhook quiet, and its end tells what is still open', async () => {
    await using at = await office();
    const { ward, patient, letter, events } = at;
    const body = { target: `${patient.name.slice(0, -2)}*`, for: '1h' };
    const silence = await ask<SilenceReport>(ward, 'POST', '/api/silences', body);
    await patient.makeSick();
    const { incident } = await ward.monitor.until('incident_opened');
    await ward.monitor.rounds(2);
    expect([events(), ward.monitor.of('people_told')]).toEqual([[], []]);
    await ask(ward, 'DELETE', `/api/silences/${silence.id}`);
    expect(await letter('incident_opened')).toMatchObject({ incident_id: incident.id });
    expect(await ask(ward, 'GET', '/api/silences')).toEqual({ items: [], next: null });
  });

  it('that ends by itself tells what is still open then, not before', async () => {
    await using at = await office();
    const { ward, patient, letter, events } = at;
    const silence = await ask<SilenceReport>(ward, 'POST', '/api/silences', { target: '*', for: '6s' });
    await patient.makeSick();
    const { incident } = await ward.monitor.until('incident_opened');
    const told = await letter('incident_opened');
    expect(told).toMatchObject({ incident_id: incident.id });
    expect(Date.parse(String(told.timestamp))).toBeGreaterThanOrEqual(Date.parse(silence.endsAt));
    expect(events()).toEqual(['incident_opened']);
  });

  it('that holds healing keeps hands off until it is ended; then what is sick is healed', async () => {
    await using at = await office({});
    const { ward, patient, letter } = at;
    const { monitor } = ward;
    const body = { target: patient.name, for: '1h', holdsHealing: true };
    const silence = await ask<SilenceReport>(ward, 'POST', '/api/silences', body);
    await patient.makeSick();
    await monitor.untilVerdict(patient.name, 'sick');
    await monitor.rounds(2);
    expect(monitor.of('remediation_intended')).toEqual([]);
    await ask(ward, 'DELETE', `/api/silences/${silence.id}`);
    const healed = await monitor.until('incident_resolved');
    expect(healed.incident).toMatchObject({ target: patient.name, resolution: 'auto_healed' });
    await letter('incident_resolved');
  });
});
