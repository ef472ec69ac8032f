import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideRequest } from '../../../src/engine-gate/decide-request.ts';

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
];

const refused: [string, string][] = [
  ['POST', '/containers/create'],
  ['POST', '/containers/web/exec'],
  ['POST', '/containers/web/kill'],
  ['POST', '/containers/web/stop'],
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
    expect(decideRequest(method, target)).toEqual({ kind: 'allow', method, path: target });
  });

  it.each(refused)('refuses %s %s', (method, target) => {
    expect(decideRequest(method, target)).toMatchObject({ kind: 'deny' });
  });

  it.each(nasty)('refuses the malformed target %j', (target) => {
    for (const method of ['GET', 'POST']) expect(decideRequest(method, target)).toMatchObject({ kind: 'deny' });
  });

  it('names the endpoint that it refuses, without version and query', () => {
    expect(decideRequest('POST', '/v1.41/containers/create?name=x')).toEqual({
      kind: 'deny',
      reason: 'POST /containers/create is not one of the endpoints that the monitor needs',
    });
  });

  it('changes nothing on the engine but by restart', () => {
    const segment = fc.constantFrom('containers', 'web', 'json', 'restart', 'exec', 'start', '..', '', 'v1.41', '%2e');
    fc.assert(
      fc.property(
        fc.constantFrom('POST', 'PUT', 'DELETE', 'PATCH'),
        fc.array(segment, { maxLength: 6 }),
        (method, path) => {
          const decision = decideRequest(method, `/${path.join('/')}`);
          if (decision.kind === 'allow') {
            expect(`${method} ${decision.path}`).toMatch(/^POST (\/v1\.41)?\/containers\/[a-z0-9.]+\/restart$/);
          }
        },
      ),
    );
  });
});
