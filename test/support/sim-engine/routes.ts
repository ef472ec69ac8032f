import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import * as acts from './acts.ts';
import { bodyOf, empty, json, open, Refusal } from './answer.ts';
import { AROUND } from './around.ts';
import { create } from './create.ts';
import type { Execs } from './execs.ts';
import type { SimFleet } from './fleet.ts';
import { isTrue, sendLogs } from './logs.ts';
import { MEM_TOTAL, statsShape } from './shapes.ts';
import type { Timers } from './timers.ts';

export interface Parts {
  readonly fleet: SimFleet;
  readonly timers: Timers;
  readonly execs: Execs;
  /** Called with each event stream that opens. */
  readonly onStream: (response: ServerResponse) => void;
}

interface Asked {
  readonly parts: Parts;
  readonly which: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export type Handle = (asked: Asked) => void | Promise<void>;

const DEFAULT_STOP_SECONDS = 10;
const stopTimeoutMs = (query: URLSearchParams): number => Number(query.get('t') ?? DEFAULT_STOP_SECONDS) * 1000;
const filtersOf = (query: URLSearchParams): Record<string, string[]> => {
  const given = JSON.parse(query.get('filters') ?? '{}') as Record<string, string[] | Record<string, boolean>>;
  const listed = Object.entries(given).map(([key, value]) => [key, Array.isArray(value) ? value : Object.keys(value)]);
  return Object.fromEntries(listed);
};

/** What the engine says of itself. */
const SELF: Readonly<Record<string, Handle>> = {
  'GET /_ping': ({ response }) => void response.writeHead(200, { 'Content-Type': 'text/plain' }).end('OK'),
  'HEAD /_ping': ({ response }) => empty(response, 200),
  'GET /version': ({ response }) =>
    json(response, { Version: '20.10.24+sim', ApiVersion: '1.41', MinAPIVersion: '1.12', Os: 'linux', Arch: 'amd64' }),
  'GET /info': ({ response, parts }) =>
    json(response, {
      Name: hostname(),
      ServerVersion: '20.10.24+sim',
      MemTotal: MEM_TOTAL,
      NCPU: 2,
      Containers: parts.fleet.all.length,
      SystemTime: new Date(parts.timers.now()).toISOString(),
      Swarm: { LocalNodeState: 'inactive' },
    }),
  'GET /events': ({ parts, query, response }) => {
    open(response, 'application/json');
    const since = query.get('since');
    const off = parts.fleet.events.listen(since === null ? undefined : nanosOf(since), filtersOf(query), ({ line }) =>
      response.write(line),
    );
    response.once('close', off);
    parts.onStream(response);
    const until = query.get('until');
    if (until !== null)
      parts.timers.after(Math.max(0, Number(until) * 1000 - parts.timers.now()), () => response.end());
  },
};

/** What is asked of one container or of all; nothing changes. */
const LOOKS: Readonly<Record<string, Handle>> = {
  'GET /containers/json': ({ parts, query, response }) =>
    json(response, parts.fleet.list(isTrue(query.get('all')), filtersOf(query))),
  'GET /containers/{id}/json': ({ parts, which, response }) =>
    json(response, parts.fleet.inspect(parts.fleet.get(which))),
  'GET /containers/{id}/stats': ({ parts, which, response }) => json(response, statsShape(parts.fleet.get(which))),
  'GET /containers/{id}/logs': ({ parts, which, query, response }) => sendLogs(parts.fleet.get(which), query, response),
  'GET /exec/{id}/json': ({ parts, which, response }) => json(response, parts.execs.inspect(which)),
};

const ACTS: Readonly<Record<string, Handle>> = {
  'POST /containers/{id}/restart': async ({ parts, which, query, response }) => {
    await acts.restart(parts.fleet.get(which), stopTimeoutMs(query), parts.timers);
    empty(response);
  },
  'POST /containers/{id}/stop': async ({ parts, which, query, response }) => {
    const ran = await acts.stop(parts.fleet.get(which), stopTimeoutMs(query), parts.timers);
    empty(response, ran ? 204 : 304);
  },
  'POST /containers/{id}/start': async ({ parts, which, response }) => {
    const rested = await acts.start(parts.fleet.get(which), parts.timers);
    empty(response, rested ? 204 : 304);
  },
  'POST /containers/{id}/kill': ({ parts, which, query, response }) => {
    const container = parts.fleet.get(which);
    if (!container.isUp)
      throw new Refusal(409, `Cannot kill container: ${which}: Container ${container.id} is not running`);
    acts.kill(container, /^(SIG)?TERM$|^15$/.test(query.get('signal') ?? '') ? 15 : 9);
    empty(response);
  },
  'POST /containers/{id}/pause': ({ parts, which, response }) => {
    pause(parts.fleet, which, 'running', 'paused');
    empty(response);
  },
  'POST /containers/{id}/unpause': ({ parts, which, response }) => {
    pause(parts.fleet, which, 'paused', 'running');
    empty(response);
  },
  'POST /containers/{id}/rename': ({ parts, which, query, response }) => {
    parts.fleet.rename(parts.fleet.get(which), query.get('name') ?? '');
    empty(response);
  },
  'POST /containers/{id}/update': async ({ parts, which, request, response }) => {
    const container = parts.fleet.get(which);
    const { RestartPolicy } = (await bodyOf(request)) as { RestartPolicy?: { Name?: string } };
    container.restartPolicy = RestartPolicy?.Name || container.restartPolicy;
    container.changed();
    container.tell('update');
    json(response, { Warnings: null });
  },
  'POST /containers/create': async ({ parts, query, request, response }) => {
    const made = await bodyOf(request);
    json(response, { Id: create(parts.fleet, query.get('name') ?? '', made), Warnings: [] }, 201);
  },
  'DELETE /containers/{id}': ({ parts, which, query, response }) => {
    const container = parts.fleet.get(which);
    if (container.isUp && !isTrue(query.get('force'))) {
      const what = `You cannot remove a running container ${container.id}.`;
      throw new Refusal(409, `${what} Stop the container before attempting removal or force remove`);
    }
    if (container.isUp) acts.kill(container, 9);
    parts.fleet.remove(container);
    empty(response);
  },
  'POST /containers/{id}/exec': async ({ parts, which, request, response }) => {
    const container = parts.fleet.get(which);
    const { Cmd = [] } = (await bodyOf(request)) as { Cmd?: string[] };
    json(response, { Id: parts.execs.create(container, Cmd) }, 201);
  },
  'POST /exec/{id}/start': async ({ parts, which, response }) => {
    parts.execs.inspect(which);
    open(response, 'application/vnd.docker.raw-stream');
    await parts.execs.run(which, (bytes) => response.write(bytes));
    response.end();
  },
};

export const ROUTES: Readonly<Record<string, Handle>> = { ...SELF, ...LOOKS, ...ACTS, ...AROUND };

function pause(fleet: SimFleet, which: string, from: 'running' | 'paused', to: 'running' | 'paused'): void {
  const container = fleet.get(which);
  if (container.status !== from) throw new Refusal(409, `Container ${container.id} is not ${from}`);
  container.status = to;
  container.changed();
  container.tell(to === 'paused' ? 'pause' : 'unpause');
}

/** `1795237893.123456789` seconds. */
function nanosOf(seconds: string): bigint {
  const [whole = '0', fraction = ''] = seconds.split('.');
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}
