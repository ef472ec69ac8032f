import { messageOf, ParamedicError } from '../base/errors.ts';
import { permissionCure } from '../containers/permissions.ts';
import { DeadlinePassed } from './deadline.ts';

/** What was asked, for the message. */
export interface AskedFor {
  /** As a person would allow it in a socket proxy, for example `GET /containers/json`. */
  endpoint: string;
  address: string;
  /** Set when the call is about one container: a 404 then means that it is gone. */
  containerId?: string | undefined;
}

const UNREACHABLE = new Set([
  ...['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'],
  ...['ENETUNREACH', 'EHOSTDOWN', 'ETIMEDOUT', 'ENOTSOCK', 'ESSH', 'ABORT_ERR', 'ENOTDIR', 'HPE_INVALID_CONSTANT'],
]);

/** Everything that a call to the engine can throw, as an error a person can act on. Pure. */
export function translateError(error: unknown, asked: AskedFor): ParamedicError {
  if (error instanceof ParamedicError) return error;
  if (error instanceof DeadlinePassed) {
    return new ParamedicError('engine_timeout', `${asked.endpoint} at ${asked.address}: ${error.message}`, {
      retryable: true,
      cure: 'see whether the engine hangs: `docker ps` and its log (journalctl -u docker)',
      cause: error,
    });
  }
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  if (typeof statusCode === 'number') return fromStatus(error, statusCode, asked);
  return fromSystem(error, typeof code === 'string' ? code : '', asked);
}

function fromSystem(error: unknown, code: string, asked: AskedFor): ParamedicError {
  const message = `${asked.endpoint} at ${asked.address}: ${messageOf(error)}`;
  if (code === 'EACCES' || code === 'EPERM') {
    return new ParamedicError('engine_denied', message, {
      cure: "run as root or as a member of the socket's group (usually `docker`)",
      cause: error,
    });
  }
  if (/CERT|SIGNATURE|SSL|TLS|ISSUER/.test(code)) {
    return new ParamedicError('engine_unreachable', message, {
      cure: 'the certificates do not fit: check DOCKER_CERT_PATH (ca.pem, cert.pem, key.pem) and the name in DOCKER_HOST',
      cause: error,
    });
  }
  if (UNREACHABLE.has(code) || /socket hang up|aborted/i.test(messageOf(error))) {
    return new ParamedicError('engine_unreachable', message, {
      retryable: true,
      cure: 'start the engine (systemctl start docker) or point DOCKER_HOST to it',
      cause: error,
    });
  }
  return new ParamedicError('engine_failed', message, { cause: error });
}

function fromStatus(error: unknown, status: number, asked: AskedFor): ParamedicError {
  const message = `${asked.endpoint} at ${asked.address}: ${messageOf(error)}`;
  // 405: proxies that know methods and paths apart say so.
  if (status === 401 || status === 403 || status === 405 || status === 407) {
    return new ParamedicError('engine_denied', `${asked.address} refused ${asked.endpoint} (HTTP ${status})`, {
      cure: permissionCure(asked.endpoint),
      cause: error,
    });
  }
  if (status >= 300 && status < 400) {
    return new ParamedicError(
      'engine_failed',
      `what answers at ${asked.address} is not a Docker engine (HTTP ${status})`,
      {
        cure: 'point DOCKER_HOST to a Docker engine; for TLS write https://host:2376',
        cause: error,
      },
    );
  }
  if (status === 404 && asked.containerId !== undefined) {
    return new ParamedicError('container_gone', message, { cause: error });
  }
  if (status === 409) {
    // A removal goes on to its end; every other conflict passes.
    const retryable = !/removal|marked for/i.test(messageOf(error));
    return new ParamedicError('container_conflict', message, { retryable, cause: error });
  }
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    return new ParamedicError('engine_unreachable', message, {
      retryable: true,
      cure: 'something before the engine answered in its place: check the proxy and the engine behind it',
      cause: error,
    });
  }
  return new ParamedicError('engine_failed', message, { retryable: status >= 500, cause: error });
}
