import { ParamedicError } from '../base/errors.ts';
import type { ContainerSummary } from '../containers/container.ts';
import type { Connection } from './connection.ts';
import { inspectInFull } from './inspect-in-full.ts';
import { type EngineRequest, send } from './request.ts';
import type { Stopwatch } from './stopwatch.ts';
import type { Successor } from './successor.ts';
import { translateSummary } from './translate-summary.ts';
import type { InspectedInFull } from './vendor-full.ts';

const SHORT_MS = 10_000;
/** Making and starting on a busy machine. */
const LONG_MS = 30_000;
/** What the engine may need beyond the stop timeout: the kill after it. */
export const STOP_MARGIN_MS = 15_000;
/** Ids and names that are the same in a path and in the engine's mind. */
const PLAIN = /^[a-zA-Z0-9][\w.-]*$/;

/** The calls that a recreate is made of, each within what is left of the whole act's time. */
export class EngineCalls {
  readonly #connection: Connection;
  readonly #watch: Stopwatch;

  constructor(connection: Connection, watch: Stopwatch) {
    this.#connection = connection;
    this.#watch = watch;
  }

  inspect(id: string): Promise<InspectedInFull> {
    return inspectInFull(this.#connection, id);
  }

  /** Undefined for one that is not there. */
  async find(id: string): Promise<InspectedInFull | undefined> {
    return this.inspect(id).catch(goneIsUndefined);
  }

  async list(): Promise<ContainerSummary[]> {
    const call = { endpoint: 'GET /containers/json', deadlineMs: this.#watch.left(SHORT_MS) };
    const listed = await this.#connection.ask(call, (docker, abortSignal) =>
      docker.listContainers({ all: true, abortSignal }),
    );
    return listed.map(translateSummary);
  }

  /** Nothing happens to one that has ended already. */
  async stop(id: string, stopTimeoutMs: number): Promise<void> {
    const t = Math.max(0, Math.ceil(stopTimeoutMs / 1000));
    const request = { method: 'POST', path: `/containers/${id}/stop`, query: { t } } as const;
    await this.#act('POST /containers/{id}/stop', id, request, t * 1000 + STOP_MARGIN_MS);
  }

  /** Nothing happens to one that runs already. */
  async start(id: string): Promise<void> {
    await this.#act('POST /containers/{id}/start', id, { method: 'POST', path: `/containers/${id}/start` }, LONG_MS);
  }

  async rename(id: string, name: string): Promise<void> {
    const request = { method: 'POST', path: `/containers/${id}/rename`, query: { name } } as const;
    await this.#act('POST /containers/{id}/rename', id, request, SHORT_MS);
  }

  /** Only what does not run, and never its volumes. One that is gone already is as it should be. */
  async remove(id: string): Promise<void> {
    const request = { method: 'DELETE', path: `/containers/${id}` } as const;
    await this.#act('DELETE /containers/{id}', id, request, LONG_MS).catch(goneIsUndefined);
  }

  async create(name: string, { body }: Successor): Promise<string> {
    const request = { method: 'POST', path: '/containers/create', query: { name }, body } as const;
    const answer = (await this.#act('POST /containers/create', undefined, request, LONG_MS)) as { Id?: string };
    if (answer.Id) return answer.Id;
    throw new ParamedicError('engine_failed', 'POST /containers/create: the engine named no id', { retryable: true });
  }

  async connect(network: string, Container: string, EndpointConfig: object): Promise<void> {
    const path = `/networks/${segment(network)}/connect`;
    await this.#act(
      'POST /networks/{id}/connect',
      undefined,
      { method: 'POST', path, body: { Container, EndpointConfig } },
      LONG_MS,
    );
  }

  async disconnect(network: string, Container: string): Promise<void> {
    const path = `/networks/${segment(network)}/disconnect`;
    await this.#act(
      'POST /networks/{id}/disconnect',
      undefined,
      { method: 'POST', path, body: { Container } },
      LONG_MS,
    );
  }

  /** The id of the image that a name stands for now; undefined when there is none of that name. */
  async imageId(name: string): Promise<string | undefined> {
    const path = `/images/${name.split('/').map(encodeURI).join('/')}/json`;
    try {
      const answer = await this.#act('GET /images/{name}/json', undefined, { method: 'GET', path }, SHORT_MS);
      return (answer as { Id?: string }).Id;
    } catch (error) {
      const cause = error instanceof ParamedicError ? (error.cause as { statusCode?: number } | undefined) : undefined;
      if (cause?.statusCode === 404) return undefined;
      throw error;
    }
  }

  #act(endpoint: string, containerId: string | undefined, request: EngineRequest, capMs: number): Promise<object> {
    const deadlineMs = this.#watch.left(capMs);
    const call = { endpoint, deadlineMs, over: 'fresh', ...(containerId !== undefined && { containerId }) } as const;
    return this.#connection.call(call, (docker, signal) => send(docker, request, signal));
  }
}

const segment = (name: string): string => (PLAIN.test(name) ? name : encodeURIComponent(name));

function goneIsUndefined(error: unknown): undefined {
  if (error instanceof ParamedicError && error.code === 'container_gone') return undefined;
  throw error;
}
