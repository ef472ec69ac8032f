import { describe, expect, it } from '@jest/globals';
import { namesThisMachine } from '../../../src/http/local-host.ts';
import { Web } from '../../support/web.ts';

describe('namesThisMachine', () => {
  it.each([
    'localhost',
    'localhost:8377',
    'LOCALHOST',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.8.8.8:80',
    '[::1]',
    '[::1]:8377',
  ])('%s does', (host) => expect(namesThisMachine(host)).toBe(true));
  it.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example:8377',
    '127.0.0.1.nip.io',
    '10.0.0.1',
    '[::2]',
    'localhost:x',
    '::1',
    'a@localhost',
  ])('%s does not', (host) => expect(namesThisMachine(host)).toBe(false));
});

describe('DNS rebinding', () => {
  it('gives nothing to a page whose name was pointed at loopback', async () => {
    await using web = await Web.start();
    for (const path of ['/', '/api/status', '/metrics', '/healthz']) {
      const answer = await web.ask(path, { headers: { host: `evil.example:${web.port}` } });
      expect([path, answer.status]).toEqual([path, 421]);
      expect(answer.json().cure).toContain('localhost');
    }
    expect((await web.ask('/api/status', { headers: { host: 'localhost:8377' } })).status).toBe(200);
  });
});
