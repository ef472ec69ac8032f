import { ParamedicError } from '../base/errors.ts';
import { ENDPOINTS, type EngineNeed } from '../containers/permissions.ts';
import type { Connection } from './connection.ts';
import { type EngineRequest, send } from './request.ts';

const DEADLINE_MS = 5_000;
/** No container, network or exec has this id. */
const NOBODY = '0'.repeat(64);
/** What makes the questions whole; each is about nobody, or answered with nothing. */
const DETAILS: Readonly<Record<string, Pick<EngineRequest, 'query' | 'body'>>> = {
  'GET /containers/json': { query: { limit: 1 } },
  'GET /events': { query: { since: 1, until: 2 } },
  'GET /containers/{id}/stats': { query: { stream: 'false' } },
  'GET /containers/{id}/logs': { query: { stdout: 1, tail: 1 } },
  'POST /containers/{id}/rename': { query: { name: 'paramedic-permission-probe' } },
  'POST /containers/create': { query: { name: 'paramedic-permission-probe' }, body: { Image: `sha256:${NOBODY}` } },
  'POST /containers/{id}/exec': { body: { Cmd: ['true'] } },
  'POST /exec/{id}/start': { body: { Detach: false, Tty: false } },
  'POST /networks/{id}/connect': { body: { Container: NOBODY } },
  'POST /networks/{id}/disconnect': { body: { Container: NOBODY } },
};

/**
 * Which of the endpoints that are needed would be refused. Each is asked about something that does not exist: what answers
 * "no such container" would have done it. Nothing is changed. Throws when the engine cannot be asked.
 */
export async function deniedEndpoints(
  connection: Connection,
  needs: readonly EngineNeed[],
): Promise<readonly string[]> {
  const endpoints = [...new Set<string>(needs.flatMap((need) => ENDPOINTS[need]))];
  const denied = await Promise.all(endpoints.map((endpoint) => isDenied(connection, endpoint)));
  return endpoints.filter((_, index) => denied[index]);
}

/** Throws `engine_denied` for the first that is missing: before anything is begun that could not be finished. */
export async function requirePermissions(connection: Connection, need: EngineNeed): Promise<void> {
  for (const endpoint of ENDPOINTS[need]) await ask(connection, endpoint).catch(onlyDenial);
}

const isDenied = (connection: Connection, endpoint: string): Promise<boolean> =>
  ask(connection, endpoint).then(
    () => false,
    (error: unknown) => {
      if (isCode(error, 'engine_denied')) return true;
      onlyDenial(error);
      return false;
    },
  );

function onlyDenial(error: unknown): void {
  const status = error instanceof ParamedicError ? (error.cause as { statusCode?: number } | undefined)?.statusCode : 0;
  // The engine itself has looked at it and found nothing to do it to.
  if (!isCode(error, 'engine_denied') && (status === 400 || status === 404)) return;
  throw error;
}

const isCode = (error: unknown, code: string): boolean => error instanceof ParamedicError && error.code === code;

function ask(connection: Connection, endpoint: string): Promise<object> {
  const [method = 'GET', path = ''] = endpoint.split(' ');
  const request = {
    method: method as EngineRequest['method'],
    path: path.replace('{id}', NOBODY).replace('{name}', NOBODY),
    ...DETAILS[endpoint],
  };
  return connection.call({ endpoint, deadlineMs: DEADLINE_MS, over: 'fresh' }, (docker, signal) =>
    send(docker, request, signal),
  );
}
