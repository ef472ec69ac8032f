import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideRequest, parseSwitches } from '../../../src/engine-gate/decide-request.ts';

const allowed: [string, string][] = [
  ['HEAD', '/_ping'],
  ['GET', '/_ping'],
  ['GET', '/version'],
  ['GET', '/info'],
  ['GET', '/v1.41/info'],
  ['GET', '/v1.41/events?filters=%7B%22type%22%3A%5B%22container%22%5D%7D&since=1700000000.5'],
  ['GET', '/containers/json?all=true'],
  ['GET', '/v1.41/containers/json?limit=0&filters={"health":["unhealthy"]}'],
  ['GET', '/containers/0123456789abcdef/json'],
  ['GET', '/containers/shop-web-1/stats?stream=false&one-shot=true'],
  ['GET', '/containers/shop_web.1/logs?stdout=1&stderr=1&tail=100'],
  ['POST', '/v1.41/containers/shop-web-1/restart?t=10'],
  ['POST', '/v1.41/containers/shop-web-1/stop?t=10'],
];

const EXEC = 'a1'.repeat(32);

/** Closed until the switch opens them. */
const switched: ['exec' | 'recreate', string, string, string][] = [
  ['exec', 'POST', '/v1.41/containers/shop-web-1/exec', 'command'],
  ['exec', 'POST', `/exec/${EXEC}/start`, 'attach'],
  ['exec', 'GET', `/exec/${EXEC}/json`, 'none'],
  ['recreate', 'POST', '/containers/create?name=shop-web-1', 'json'],
  ['recreate', 'POST', '/containers/shop-web-1/start', 'none'],
  ['recreate', 'POST', '/containers/0123abcd/rename?name=shop-web-1.paramedic-old-0123abcd', 'none'],
  ['recreate', 'DELETE', '/v1.41/containers/0123abcd', 'none'],
  ['recreate', 'GET', '/images/registry.lan:5000/team/app:v1.2/json', 'none'],
  ['recreate', 'GET', '/images/app@sha256:0123abcd/json', 'none'],
  ['recreate', 'POST', '/networks/shop_default/connect', 'json'],
  ['recreate', 'POST', '/networks/shop_default/disconnect', 'json'],
];

/** What no switch opens. */
const never: [string, string][] = [
  ['POST', '/containers/create'],
  ['POST', '/containers/create?name=web&platform=linux'],
  ['DELETE', '/containers/web?force=1'],
  ['DELETE', '/containers/web?v=1'],
  ['POST', '/containers/web/start?detachKeys=a'],
  ['POST', '/containers/web/rename?name=a%20b'],
  ['POST', '/containers/web/attach?stream=1'],
  ['POST', '/exec/short/start'],
  ['POST', `/exec/${EXEC}/resize?h=1`],
  ['GET', '/images/../secrets/json'],
  ['GET', '/images/app/history'],
  ['DELETE', '/images/app'],
  ['DELETE', '/volumes/data'],
  ['DELETE', '/networks/shop_default'],
  ['POST', '/networks/create'],
  ['POST', '/networks/prune'],
  ['POST', '/containers/prune'],
  ['POST', '/containers/web/kill'],
  ['POST', '/containers/web/update'],
];

const refused: [string, string][] = [
  ['POST', '/containers/create'],
  ['POST', '/containers/web/exec'],
  ['POST', '/containers/web/kill'],
  ['POST', '/containers/json'],
  ['DELETE', '/containers/web'],
  ['GET', '/containers/web/archive?path=/etc'],
  ['GET', '/containers/web/attach/ws'],
  ['GET', '/containers/web/export'],
  ['GET', '/containers/web/top'],
  ['POST', '/containers/web/json'],
  ['GET', '/containers/web/restart'],
  ['GET', '/secrets'],
  ['GET', '/volumes'],
  ['GET', '/images/json'],
  ['POST', '/build'],
  ['PUT', '/containers/web/archive'],
  ['POST', '/session'],
  ['POST', '/grpc'],
  ['get', '/info'],
  ['OPTIONS', '/info'],
  ['CONNECT', 'engine:80'],
];

const nasty: string[] = [
  '',
  '/',
  'info',
  '*',
  '//info',
  '/./info',
  '/info/',
  '/v1.41//info',
  '/v1.41',
  '/v1.41/v1.41/info',
  '/v1.41x/info',
  '/v999.1/info',
  '/containers/../info',
  '/containers/web/../../secrets',
  '/containers/..%2f..%2fsecrets/json',
  '/containers/%2e%2e/json',
  '/containers/web%2Fexec/json',
  '/containers/web\\..\\secrets/json',
  '/containers//json',
  '/containers/-web/json',
  `/containers/${'a'.repeat(129)}/json`,
  '/containers/web/json#/restart',
  '/containers/web/json;x=1',
  '/containers/web /json',
  '/info HTTP/1.1\r\nHost: x\r\n\r\nPOST /containers/create',
  '/info?x=1\r\nX: y',
  '/info?x=\u0000',
  '/info?x=\u00e9',
  '/info?x y',
  'http://engine/info',
  'http://engine/containers/create',
  '/info\n',
  '/containers/wéb/json',
  `/info?${'x'.repeat(5000)}`,
];

describe('decideRequest', () => {
  it.each(allowed)('lets %s %s pass unchanged', (method, target) => {
    expect(decideRequest(method, target)).toEqual({ kind: 'allow', method, path: target, body: 'none' });
  });

  it.each(refused)('refuses %s %s', (method, target) => {
    expect(decideRequest(method, target)).toMatchObject({ kind: 'deny' });
  });

  it.each(nasty)('refuses the malformed target %j', (target) => {
    for (const method of ['GET', 'POST']) expect(decideRequest(method, target)).toMatchObject({ kind: 'deny' });
  });

  it.each(switched)('opens by %s: %s %s', (by, method, target, body) => {
    expect(decideRequest(method, target, new Set([by]))).toEqual({ kind: 'allow', method, path: target, body });
    const other = by === 'exec' ? 'recreate' : 'exec';
    for (const open of [undefined, new Set([other] as const)]) {
      expect(decideRequest(method, target, open)).toMatchObject({
        kind: 'deny',
        reason: expect.stringContaining(`is closed: set PARAMEDIC_GATE_ALLOW=${by} to open it`),
      });
    }
  });

  it.each(never)('opens by no switch: %s %s', (method, target) => {
    expect(decideRequest(method, target, new Set(['exec', 'recreate']))).toMatchObject({ kind: 'deny' });
  });

  it('names the endpoint that it refuses, without version and query', () => {
    expect(decideRequest('POST', '/v1.41/volumes/create?name=x')).toEqual({
      kind: 'deny',
      reason: 'POST /volumes/create is not one of the endpoints that the monitor needs',
    });
  });

  it('changes nothing on the engine but by restart and stop', () => {
    const segment = fc.constantFrom(
      'containers',
      'web',
      'json',
      'restart',
      'stop',
      'exec',
      'start',
      '..',
      '',
      'v1.41',
      '%2e',
    );
    fc.assert(
      fc.property(
        fc.constantFrom('POST', 'PUT', 'DELETE', 'PATCH'),
        fc.array(segment, { maxLength: 6 }),
        (method, path) => {
          const decision = decideRequest(method, `/${path.join('/')}`);
          if (decision.kind === 'allow') {
            expect(`${method} ${decision.path}`).toMatch(/^POST (\/v1\.41)?\/containers\/[a-z0-9.]+\/(restart|stop)$/);
          }
        },
      ),
    );
  });
});

describe('parseSwitches', () => {
  it('reads a list, and an empty one', () => {
    expect(parseSwitches('')).toEqual(new Set());
    expect(parseSwitches(' exec, recreate,')).toEqual(new Set(['exec', 'recreate']));
  });

  it('refuses a word that it does not know', () => {
    expect(() => parseSwitches('exec,recraete')).toThrow(
      'PARAMEDIC_GATE_ALLOW is a list of exec, recreate; "recraete"',
    );
  });
});
