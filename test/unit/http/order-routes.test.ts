import { describe, expect, it } from '@jest/globals';
import type { IncidentReport } from '../../../src/incidents/report/incident.ts';
import { waitingDesk } from '../../../src/watch/waiting-desk.ts';
import { incident, NOW } from '../../support/fleet.ts';
import { unreachable } from '../../support/recording-ledger.ts';
import { Web } from '../../support/web.ts';

const KINDS = ['acknowledge', 'snooze', 'mute', 'unmute', 'escalate', 'comment', 'resolve'];

async function webWith(...incidents: ReturnType<typeof incident>[]): Promise<Web> {
  const web = await Web.start({ token: 'secret' });
  web.fleet.openList = incidents;
  return web;
}

describe('an order over HTTP', () => {
  it.each([
    ['acknowledge', { by: 'anna' }, { acknowledgedBy: 'anna', acknowledgedAt: '2026-11-20T12:00:00.000Z' }],
    ['snooze', { by: 'anna', for: '1h30m' }, { snoozedUntil: '2026-11-20T13:30:00.000Z' }],
    ['snooze', { by: 'anna', until: '2026-11-20T15:00:00+02:00' }, { snoozedUntil: '2026-11-20T13:00:00.000Z' }],
    ['mute', { by: 'anna' }, { muted: true }],
    ['unmute', { by: 'anna' }, { muted: false }],
    ['escalate', { by: 'anna' }, { status: 'escalated' }],
    ['resolve', { by: 'anna' }, { status: 'resolved', resolution: 'human' }],
  ])('%s %j answers with the incident as it is then', async (kind, body, expected) => {
    const open = incident();
    await using web = await webWith(open);
    const answer = await web.send('POST', `/api/incidents/${open.id.slice(0, 8)}/${kind}`, body);
    expect(answer.status).toBe(200);
    expect(answer.json<IncidentReport>()).toMatchObject({ id: open.id, ...expected });
  });

  it('writes a comment into the story', async () => {
    const open = incident();
    await using web = await webWith(open);
    const text = 'the disk is full\nagain';
    await web.send('POST', `/api/incidents/${open.id}/comment`, { by: ' anna ', text });
    const lines = web.office.ledger.calls.flat().flatMap((change) => (change.kind === 'timeline' ? change.entry : []));
    expect(lines).toMatchObject([{ kind: 'comment', incidentId: open.id, detail: { by: 'anna', text } }]);
  });

  it.each([
    ['acknowledge', {}, ['by']],
    ['acknowledge', { by: '' }, ['by']],
    ['acknowledge', { by: 7 }, ['by']],
    ['acknowledge', { by: 'x'.repeat(101) }, ['by']],
    ['acknowledge', { by: 'anna', note: 'x', also: 'y' }, ['note, also']],
    ['mute', [], ['body']],
    ['snooze', { by: 'anna' }, ['until']],
    ['snooze', { by: 'anna', for: '1h', until: '2026-11-20T13:00:00Z' }, ['until']],
    ['snooze', { by: 'anna', for: '60' }, ['for']],
    ['snooze', { for: 'soon', until: 'later' }, ['by', 'until', 'for']],
    ['comment', { by: 'anna' }, ['text']],
    ['resolve', { by: 'anna', text: null }, ['text']],
  ])('%s %j is a bad body, and every fault is named', async (kind, body, names) => {
    const open = incident();
    await using web = await webWith(open);
    const answer = await web.send('POST', `/api/incidents/${open.id}/${kind}`, body);
    expect(answer.status).toBe(400);
    expect(
      answer
        .json()
        .errors.map(({ name }) => name)
        .sort(),
    ).toEqual([...names].sort());
    expect(web.office.ledger.calls).toEqual([]);
  });

  it.each([
    ['snooze', { by: 'anna', for: '31d' }],
    ['snooze', { by: 'anna', until: '2026-11-20T11:00:00Z' }],
    ['comment', { by: 'anna', text: ' \n ' }],
  ])('%s %j is refused with a cure', async (kind, body) => {
    const open = incident();
    await using web = await webWith(open);
    const answer = await web.send('POST', `/api/incidents/${open.id}/${kind}`, body);
    expect([answer.status, answer.json().cure]).toEqual([400, expect.stringMatching(/\w/)]);
  });

  it('needs JSON', async () => {
    const open = incident();
    await using web = await webWith(open);
    const headers = { authorization: 'Bearer secret' };
    const path = `/api/incidents/${open.id}/mute`;
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
    expect((await web.ask(path, { method: 'POST', headers: form, body: 'by=anna' })).status).toBe(415);
    const chunked = { ...headers, 'transfer-encoding': 'chunked' };
    expect((await web.ask(path, { method: 'POST', headers: chunked, body: '{"by":"anna"}' })).status).toBe(415);
    expect((await web.ask(path, { method: 'POST', headers })).status).toBe(400);
  });

  it('needs the token, which no browser sends by itself', async () => {
    const open = incident();
    await using web = await webWith(open);
    const basic = `Basic ${Buffer.from('x:secret').toString('base64')}`;
    for (const kind of KINDS) {
      const path = `/api/incidents/${open.id}/${kind}`;
      const ask = (headers: Record<string, string>) =>
        web.ask(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: '{"by":"anna"}',
        });
      expect((await ask({})).status).toBe(401);
      expect((await ask({ authorization: 'Bearer wrong' })).status).toBe(401);
      expect((await ask({ authorization: basic })).status).toBe(401);
    }
    expect(web.office.ledger.calls).toEqual([]);
  });

  it('on a path that cannot be read says what it takes', async () => {
    await using web = await webWith();
    for (const kind of KINDS) {
      const answer = await web.ask(`/api/incidents/00000000/${kind}`);
      expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
    }
    const wrong = await web.send('DELETE', '/api/silences');
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
    const read = await web.send('POST', '/api/status');
    expect([read.status, read.headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('an order on what is not open here', () => {
  const story = (part: Parameters<typeof incident>[0]) => ({
    incident: incident(part),
    timeline: [],
    remediations: [],
    children: [],
  });

  it.each([
    ['resolved', { status: 'resolved' as const, resolution: 'human' as const, resolvedAt: NOW }, 409],
    ['open elsewhere', { host: 'other' }, 503],
  ])('%s', async (_what, part, status) => {
    await using web = await webWith();
    web.archive.stories = [story(part)];
    const path = `/api/incidents/${web.archive.stories[0]?.incident.id}/mute`;
    const answer = await web.send('POST', path, { by: 'anna' });
    expect([answer.status, answer.json().cure]).toEqual([status, expect.stringMatching(/\w/)]);
  });

  it('is not there, no id, or more than one', async () => {
    const [one, two] = [incident({ id: 'aaaaaaaa-1' }), incident({ id: 'aaaaaaaa-2' })];
    await using web = await webWith(one, two);
    const status = async (id: string) => (await web.send('POST', `/api/incidents/${id}/mute`, { by: 'anna' })).status;
    expect(await status('ffffffff')).toBe(404);
    expect(await status('zzzzzzzz')).toBe(400);
    expect(await status('aaaaaaaa')).toBe(409);
  });

  it('waits while nobody watches or nothing can be recorded, and says why', async () => {
    const open = incident();
    await using web = await webWith(open);
    const path = `/api/incidents/${open.id}/mute`;
    web.office.ledger.failing = unreachable;
    expect((await web.send('POST', path, { by: 'anna' })).status).toBe(503);
    web.desk = waitingDesk(() => 'box-2 leads');
    const answer = await web.send('POST', path, { by: 'anna' });
    expect([answer.status, answer.json().detail]).toEqual([503, 'This monitor takes no orders now: box-2 leads.']);
  });
});
