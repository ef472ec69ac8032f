import type { Connection } from './connection.ts';
import { send } from './request.ts';
import type { InspectedInFull } from './vendor-full.ts';

const DEADLINE_MS = 10_000;

/** Everything the engine tells of a container, by id or name; throws `container_gone`. */
export function inspectInFull(connection: Connection, id: string): Promise<InspectedInFull> {
  return connection.ask(
    { endpoint: 'GET /containers/{id}/json', deadlineMs: DEADLINE_MS, containerId: id },
    async (docker, signal) =>
      (await send(docker, { method: 'GET', path: `/containers/${id}/json` }, signal)) as InspectedInFull,
  );
}
