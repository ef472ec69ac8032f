import { describe, expect, it } from '@jest/globals';
import { equalInConstantTime, presentedToken } from '../../../src/http/auth.ts';
import { Web } from '../../support/web.ts';

const TOKEN = 'correct-horse-battery';
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('equalInConstantTime', () => {
  it('compares by content, whatever the lengths', () => {
    expect(equalInConstantTime('abc', 'abc')).toBe(true);
    expect(equalInConstantTime('abc', 'abd')).toBe(false);
    expect(equalInConstantTime('abc', 'abcd')).toBe(false);
    expect(equalInConstantTime('', '')).toBe(true);
  });
});

describe('presentedToken', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['Bearer', undefined],
    ['Bearer abc', 'abc'],
    ['bearer   abc', 'abc'],
    ['Bearer abc def', undefined],
    ['Digest abc', undefined],
    [basic('anybody', 'abc'), 'abc'],
    [basic('', 'with:colon'), 'with:colon'],
    ['Basic !!!', undefined],
  ])('%s', (header, token) => expect(presentedToken(header, true)).toBe(token));

  it('does not count Basic for changes: a browser sends it along with forged requests', () => {
    expect(presentedToken(basic('x', 'abc'), false)).toBeUndefined();
    expect(presentedToken('Bearer abc', false)).toBe('abc');
  });
});

const paths = ['/', '/readyz', '/metrics', '/api/status', '/api/incidents', '/api/openapi.json', '/nothing/here'];

describe('listening wide', () => {
  it('asks for the token for everything but liveness and the looks of the page', async () => {
    await using web = await Web.start({ host: '0.0.0.0', token: TOKEN });
    for (const path of paths) {
      const without = await web.ask(path);
      expect([path, without.status]).toEqual([path, 401]);
      expect(without.headers['www-authenticate']).toContain('Bearer');
      expect((await web.ask(path, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
      const right = await web.ask(path, { headers: { authorization: `Bearer ${TOKEN}` } });
      expect([path, right.status]).toEqual([path, path === '/nothing/here' ? 404 : 200]);
      const browser = await web.ask(path, { headers: { authorization: basic('me', TOKEN) } });
      expect(browser.status).toBe(right.status);
    }
    for (const path of ['/healthz', '/assets/page.js', '/assets/page.css']) {
      expect([path, (await web.ask(path)).status]).toEqual([path, 200]);
    }
  });

  it('does not let a path slip by in another spelling', async () => {
    await using web = await Web.start({ host: '0.0.0.0', token: TOKEN });
    for (const path of ['/healthz/../metrics', '/METRICS', '//metrics', '/metrics/', '/healthz%2f..%2fmetrics']) {
      expect([path, (await web.ask(path)).status]).toEqual([path, 401]);
    }
  });

  it('answers to any host name: the token protects it', async () => {
    await using web = await Web.start({ host: '0.0.0.0', token: TOKEN });
    const headers = { host: 'monitor:8377', authorization: `Bearer ${TOKEN}` };
    expect((await web.ask('/metrics', { headers })).status).toBe(200);
  });
});

describe('listening on loopback', () => {
  it('is free to read, with or without a token set', async () => {
    await using open = await Web.start();
    await using closed = await Web.start({ token: TOKEN });
    for (const path of paths.slice(0, -1)) {
      expect([path, (await open.ask(path)).status]).toEqual([path, 200]);
      expect([path, (await closed.ask(path)).status]).toEqual([path, 200]);
    }
  });

  it('still asks for the token for every change, and never takes Basic for it', async () => {
    await using web = await Web.start({ token: TOKEN });
    const change = (headers: Record<string, string>) => web.ask('/api/silences', { method: 'POST', headers });
    expect((await change({})).status).toBe(401);
    expect((await change({ authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await change({ authorization: basic('me', TOKEN) })).status).toBe(401);
    // Past the token, at the empty body.
    expect((await change({ authorization: `Bearer ${TOKEN}` })).status).toBe(400);
  });

  it('refuses changes when no token is set, and says what to do', async () => {
    await using web = await Web.start();
    const answer = await web.ask('/api/silences', { method: 'POST' });
    expect(answer.status).toBe(401);
    expect(answer.json().cure).toContain('PARAMEDIC_TOKEN');
  });
});
