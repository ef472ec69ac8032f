import { describe, expect, it } from '@jest/globals';
import { ParamedicError } from '../../../src/base/errors.ts';
import { DeadlinePassed } from '../../../src/docker/deadline.ts';
import { translateError } from '../../../src/docker/translate-error.ts';

const asked = { endpoint: 'GET /containers/json', address: 'unix:///x.sock' };
const system = (code: string) => Object.assign(new Error(`connect ${code} /x.sock`), { code });
const http = (statusCode: number, text = 'what the engine said') =>
  Object.assign(new Error(`(HTTP code ${statusCode}) unexpected - ${text}`), { statusCode });

describe('translateError', () => {
  it.each([
    [system('ENOENT'), 'engine_unreachable', true],
    [system('ECONNREFUSED'), 'engine_unreachable', true],
    [new Error('socket hang up'), 'engine_unreachable', true],
    [http(503), 'engine_unreachable', true],
    [system('CERT_HAS_EXPIRED'), 'engine_unreachable', false],
    [system('ERR_TLS_CERT_ALTNAME_INVALID'), 'engine_unreachable', false],
    [system('EACCES'), 'engine_denied', false],
    [http(403), 'engine_denied', false],
    [new DeadlinePassed(10_000), 'engine_timeout', true],
    [http(500), 'engine_failed', true],
    [http(400), 'engine_failed', false],
    [http(301), 'engine_failed', false],
    [http(404), 'engine_failed', false],
    [new TypeError('a fault of ours'), 'engine_failed', false],
    ['thrown text', 'engine_failed', false],
    [undefined, 'engine_failed', false],
  ])('%s → %s, retryable %s', (error, code, retryable) => {
    expect(translateError(error, asked)).toMatchObject({ code, retryable, cause: error });
  });

  it.each([
    [http(404), 'container_gone', false],
    [http(409, 'Container is paused'), 'container_conflict', true],
    [http(409, 'removal of container abc is already in progress'), 'container_conflict', false],
  ])('about one container: %s → %s, retryable %s', (error, code, retryable) => {
    expect(translateError(error, { ...asked, containerId: 'abc' })).toMatchObject({ code, retryable });
  });

  it('names what was refused, and where', () => {
    const denied = translateError(http(403), asked);
    expect(denied.message).toBe('unix:///x.sock refused GET /containers/json (HTTP 403)');
    expect(denied.cure).toContain('GET /containers/json');
  });

  it('leaves an error of ours alone', () => {
    const own = new ParamedicError('engine_too_old', 'x');
    expect(translateError(own, asked)).toBe(own);
  });
});
