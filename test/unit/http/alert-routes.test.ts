import { describe, expect, it } from '@jest/globals';
import { waitingDesk } from '../../../src/watch/waiting-desk.ts';
import { Web } from '../../support/web.ts';

const PATH = '/api/v1/alerts';

/** As an Alertmanager 0.28 posts it. */
const payload = (...alerts: unknown[]) => ({
  receiver: 'paramedic',
  status: 'firing',
  alerts,
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  version: '4',
  groupKey: '{}:{}',
  truncatedAlerts: 0,
});
const alert = (alertname: string, part: object = {}) => ({
  status: 'firing',
  labels: { alertname, severity: 'critical' },
  annotations: { summary: `${alertname} fires` },
  startsAt: '2026-11-20T12:00:00.000Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus:9090/graph',
  fingerprint: '0a1b2c3d4e5f6071',
  ...part,
});
const start = () => Web.start({ token: 'secret' });
const targets = (web: Web) => web.office.incidents.open.map(({ target }) => target);

describe('POST /api/v1/alerts', () => {
  it('opens and resolves incidents, and says how many it took', async () => {
    await using web = await start();
    const answer = await web.send('POST', PATH, payload(alert('DiskFull'), alert('ParamedicIncident')));
    expect([answer.status, answer.json()]).toEqual([200, { taken: 1, skipped: 1, reasons: { own_alert: 1 } }]);
    expect(targets(web)).toEqual(['alert/DiskFull/0a1b2c3d4e5f6071']);
    await web.send('POST', PATH, payload(alert('DiskFull', { status: 'resolved' })));
    expect(targets(web)).toEqual([]);
  });

  it('needs the token, like every change', async () => {
    await using web = await start();
    expect((await web.send('POST', PATH, payload(alert('A')), 'wrong')).status).toBe(401);
    expect(targets(web)).toEqual([]);
  });

  it('takes the good entries of a list with bad ones, and at most 500', async () => {
    await using web = await start();
    const bad = [null, 'text', {}, alert('B', { status: 'odd' }), alert('B', { labels: { alertname: 7 } })];
    const large = alert('B', { labels: { alertname: 'B', x: 'x'.repeat(4_097) } });
    const mixed = await web.send('POST', PATH, payload(...bad, large, alert('Good')));
    expect(mixed.json()).toEqual({ taken: 1, skipped: 6, reasons: { malformed: 6 } });
    const many = Array.from({ length: 502 }, (_, index) => alert(`A${index}`));
    const cut = await web.send('POST', PATH, payload(...many));
    expect(cut.json()).toEqual({ taken: 500, skipped: 2, reasons: { too_many: 2 } });
  });

  it('takes a body of more than 256 kB, and refuses one of more than 2 MB', async () => {
    await using web = await start();
    const long = (kilobytes: number) =>
      payload(
        ...Array.from({ length: kilobytes / 10 }, (_, index) =>
          alert(`A${index}`, { annotations: { a: 'x'.repeat(10_000) } }),
        ),
      );
    expect((await web.send('POST', PATH, long(600))).json()).toMatchObject({ taken: 60 });
    expect((await web.send('POST', PATH, long(2_100))).status).toBe(413);
  });

  it.each([
    [{ ...payload(), version: '3' }, 'version: should be "4": the webhook of an Alertmanager'],
    [{ version: '4' }, 'alerts: should be a list of alerts'],
    [[alert('A')], 'body: should be a JSON object, and is a list'],
  ])('refuses what is no message of an Alertmanager', async (body, detail) => {
    await using web = await start();
    const answer = await web.send('POST', PATH, body);
    expect([answer.status, answer.json().detail]).toEqual([400, detail]);
  });

  it('asks an Alertmanager to come again while it does not watch', async () => {
    await using web = await start();
    web.desk = waitingDesk(() => 'box-2 leads');
    expect((await web.send('POST', PATH, payload(alert('A')))).status).toBe(503);
  });
});
