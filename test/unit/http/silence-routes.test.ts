import { describe, expect, it } from '@jest/globals';
import type { SilenceReport } from '../../../src/incidents/report/silence.ts';
import { waitingDesk } from '../../../src/watch/waiting-desk.ts';
import { Web } from '../../support/web.ts';

const start = async () => {
  const web = await Web.start({ token: 'secret' });
  web.office.watch('shop/web#1', 'shop-web-1');
  return web;
};
const set = async (web: Web, body: object) => (await web.send('POST', '/api/silences', body)).json<SilenceReport>();
const list = async (web: Web) => (await web.ask('/api/silences')).json<{ items: SilenceReport[] }>().items;

describe('/api/silences', () => {
  it('sets, lists and ends', async () => {
    await using web = await start();
    const answer = await web.send('POST', '/api/silences', {
      target: 'shop/*',
      type: 'high_cpu',
      for: '2h',
      by: 'anna',
      comment: 'moving the disks',
      holdsHealing: true,
    });
    expect(answer.status).toBe(201);
    const { covers, ...silence } = answer.json<SilenceReport & { covers: number }>();
    expect(covers).toBe(1);
    expect(silence).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      target: 'shop/*',
      type: 'high_cpu',
      startsAt: '2026-11-20T12:00:00.000Z',
      endsAt: '2026-11-20T14:00:00.000Z',
      holdsHealing: true,
      createdAt: '2026-11-20T12:00:00.000Z',
      createdBy: 'anna',
      comment: 'moving the disks',
    });
    expect(await list(web)).toEqual([silence]);
    const ended = await web.send('DELETE', `/api/silences/${silence.id.toUpperCase()}`);
    expect(ended.json<SilenceReport>()).toEqual({ ...silence, endedAt: '2026-11-20T12:00:00.000Z' });
    expect(await list(web)).toEqual([]);
    expect((await web.send('DELETE', `/api/silences/${silence.id}`)).status).toBe(404);
  });

  it('takes a container’s name, and warns of what covers nobody', async () => {
    await using web = await start();
    expect(await set(web, { target: 'shop-web-1', for: '2h', by: 'anna' })).toMatchObject({
      target: 'shop/web#1',
      covers: 1,
    });
    expect(await set(web, { target: 'shop-web-2', for: '2h', by: 'anna' })).toMatchObject({
      target: 'shop-web-2',
      covers: 0,
      warning: 'It covers nobody now. Did you mean `shop/web#1`?',
    });
    expect((await list(web)).map(({ target }) => target)).toEqual(['shop/web#1', 'shop-web-2']);
  });

  it('begins when it is told to; a span counts from there', async () => {
    await using web = await start();
    const startsAt = '2026-11-21T00:00:00Z';
    expect(await set(web, { target: '*', startsAt, for: '90m', by: 'anna' })).toMatchObject({
      startsAt: '2026-11-21T00:00:00.000Z',
      endsAt: '2026-11-21T01:30:00.000Z',
      holdsHealing: false,
      comment: '',
    });
  });

  it('lists the one that ends first first, and forgets what is over', async () => {
    await using web = await start();
    for (const span of ['3h', '1h', '2h']) await set(web, { target: span, for: span, by: 'anna' });
    expect((await list(web)).map(({ target }) => target)).toEqual(['1h', '2h', '3h']);
    web.clock.at += 2 * 3_600_000;
    expect((await list(web)).map(({ target }) => target)).toEqual(['3h']);
  });

  it.each([
    [{}, ['target', 'by', 'until']],
    [{ target: '*', by: 'anna' }, ['until']],
    [{ target: '*', by: 'anna', for: '2h', until: '2026-11-20T14:00:00Z' }, ['until']],
    [{ target: '*', by: 'anna', for: '2h', type: 'fire' }, ['type']],
    [{ target: '*', by: 'anna', for: '2h', holdsHealing: 'yes' }, ['holdsHealing']],
    [{ target: '*', by: 'anna', for: '2h', endsAt: 1 }, ['endsAt']],
    [{ target: ['*'], by: 'anna', until: 1_763_640_000_000 }, ['target', 'until']],
  ])('names every fault of %j', async (body, names) => {
    await using web = await start();
    const answer = await web.send('POST', '/api/silences', body);
    expect(answer.status).toBe(400);
    const faults = answer.json().errors.map(({ name }) => name);
    for (const name of names.slice(0, 2)) expect(faults).toContain(name);
  });

  it('says what is wrong with a body that is a list', async () => {
    await using web = await start();
    const answer = await web.send('POST', '/api/silences', [{ target: '*', for: '2h', by: 'anna' }]);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({
      title: 'Bad body',
      detail: 'body: should be a JSON object, and is a list',
      errors: [{ name: 'body', message: 'should be a JSON object, and is a list' }],
    });
  });

  it.each([
    { target: '', for: '2h' },
    { target: 'x'.repeat(201), for: '2h' },
    { target: 'a\nb', for: '2h' },
    { target: '*', for: '31d' },
    { target: '*', for: '0s' },
    { target: '*', until: '2026-11-20T11:59:59Z' },
    { target: '*', for: '2h', comment: '\u001b[2J' },
  ])('refuses %j with a cure', async (body) => {
    await using web = await start();
    const answer = await web.send('POST', '/api/silences', { by: 'anna', ...body });
    expect([answer.status, answer.json().cure]).toEqual([400, expect.stringMatching(/\w/)]);
    expect(await list(web)).toEqual([]);
  });

  it('is away while this monitor does not watch', async () => {
    await using web = await start();
    web.desk = waitingDesk(() => 'box-2 leads');
    for (const answer of [
      await web.ask('/api/silences'),
      await web.send('POST', '/api/silences', { target: '*', for: '2h', by: 'anna' }),
      await web.send('DELETE', '/api/silences/01234567'),
    ]) {
      expect([answer.status, answer.json().detail]).toEqual([503, expect.stringContaining('box-2 leads')]);
    }
  });

  it('does not take what is no id', async () => {
    await using web = await start();
    expect((await web.send('DELETE', '/api/silences/x')).status).toBe(400);
    expect((await web.send('DELETE', '/api/silences/01234567')).status).toBe(404);
  });
});
