import { messageOf, ParamedicError } from '../base/errors.ts';
import { plainText } from '../base/plain-text.ts';
import type { Config } from '../config/config.ts';
import { type HttpAnswer, type HttpQuestion, httpRequest } from './http-request.ts';
import { monitorUrl } from './monitor-url.ts';

const TIMEOUT_MS = 15_000;

/** The running monitor, asked over HTTP. */
export interface MonitorClient {
  readonly url: string;
  /** Throws ParamedicError: `no_monitor` when nothing answers, `http_STATUS` when it answers with a problem. */
  get<T>(path: string): Promise<T>;
  /** Something that changes; likewise. The monitor wants the token for it, wherever it listens. */
  send<T>(method: 'POST' | 'DELETE', path: string, body?: object, more?: Partial<HttpQuestion>): Promise<T>;
  /** What is no JSON, such as a prompt. */
  text(path: string): Promise<string>;
}

export function createClient(config: Pick<Config, 'listen' | 'token'>): MonitorClient {
  const url = monitorUrl(config.listen);
  const headers: Record<string, string> = config.token === undefined ? {} : { authorization: `Bearer ${config.token}` };
  const ask = async <T>(path: string, question: Partial<HttpQuestion>): Promise<T> => {
    const answer = await hear(url, path, { headers, ...question });
    const body = parse(answer, url);
    if (answer.status === 200 || answer.status === 201) return body as T;
    throw problemOf(answer.status, body);
  };
  return {
    url,
    get: (path) => ask(path, {}),
    send: (method, path, body, more = {}) =>
      body === undefined
        ? ask(path, { method })
        : ask(path, {
            ...more,
            method,
            headers: { ...headers, 'content-type': 'application/json', ...more.headers },
            body: JSON.stringify(body),
          }),
    text: async (path) => {
      const answer = await hear(url, path, { headers });
      if (answer.status === 200) return answer.text;
      throw problemOf(answer.status, parse(answer, url));
    },
  };
}

async function hear(url: string, path: string, question: Partial<HttpQuestion>): Promise<HttpAnswer> {
  try {
    return await httpRequest(url + path, { timeoutMs: TIMEOUT_MS, ...question });
  } catch (error) {
    throw new ParamedicError('no_monitor', `No monitor answers at ${url} (${messageOf(error, 120)}).`, {
      cure: 'Start it with `paramedic serve`, or set PARAMEDIC_LISTEN to where it listens.',
      cause: error,
    });
  }
}

function parse({ status, text }: HttpAnswer, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ParamedicError('not_paramedic', `What answers at ${url} is not Paramedic (HTTP ${status}).`, {
      cure: 'Set PARAMEDIC_LISTEN to where the monitor listens.',
      cause: error,
    });
  }
}

function problemOf(status: number, body: unknown): ParamedicError {
  const { detail, cure } = (body ?? {}) as { detail?: unknown; cure?: unknown };
  return new ParamedicError(`http_${status}`, plainText(String(detail ?? `HTTP ${status}`)), {
    cure: cure === undefined ? undefined : plainText(String(cure)),
  });
}
