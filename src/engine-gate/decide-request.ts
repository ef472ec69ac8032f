import type { BodyRule } from './body.ts';

/** What the gate says to one request: pass on exactly this path with such a body, or a reason that names the endpoint. */
export type Decision =
  | { readonly kind: 'allow'; readonly method: string; readonly path: string; readonly body: BodyRule }
  | { readonly kind: 'deny'; readonly reason: string };

/** What is closed unless PARAMEDIC_GATE_ALLOW opens it. */
const SWITCHES = ['exec', 'recreate'] as const;
export type Switch = (typeof SWITCHES)[number];

const ID = '[A-Za-z0-9][A-Za-z0-9_.-]{0,127}';

const NO_QUERY = /^$/;

interface Row {
  readonly method: string;
  readonly path: RegExp;
  /** All queries without one. */
  readonly query?: RegExp;
  readonly body?: BodyRule;
  /** Open to everybody without one. */
  readonly by?: Switch;
}

/** The documented minimum that the monitor needs of an engine. All else is refused, whatever it may become one day. */
const ALLOWED: readonly Row[] = [
  { method: 'HEAD', path: /^\/_ping$/ },
  { method: 'GET', path: /^\/(?:_ping|version|info|events|containers\/json)$/ },
  { method: 'GET', path: new RegExp(`^/containers/${ID}/(?:json|stats|logs)$`) },
  { method: 'POST', path: new RegExp(`^/containers/${ID}/(?:restart|stop)$`) },

  { by: 'exec', method: 'POST', path: new RegExp(`^/containers/${ID}/exec$`), body: 'command' },
  { by: 'exec', method: 'POST', path: /^\/exec\/[0-9a-f]{64}\/start$/, query: NO_QUERY, body: 'attach' },
  { by: 'exec', method: 'GET', path: /^\/exec\/[0-9a-f]{64}\/json$/ },

  { by: 'recreate', method: 'POST', path: /^\/containers\/create$/, query: new RegExp(`^name=${ID}$`), body: 'json' },
  { by: 'recreate', method: 'POST', path: new RegExp(`^/containers/${ID}/start$`), query: NO_QUERY },
  { by: 'recreate', method: 'POST', path: new RegExp(`^/containers/${ID}/rename$`), query: new RegExp(`^name=${ID}$`) },
  // Without `force` and `v`: nothing that runs, and no volume.
  { by: 'recreate', method: 'DELETE', path: new RegExp(`^/containers/${ID}$`), query: NO_QUERY },
  { by: 'recreate', method: 'GET', path: /^\/images\/[A-Za-z0-9][A-Za-z0-9_./:@-]{0,254}\/json$/, query: NO_QUERY },
  {
    by: 'recreate',
    method: 'POST',
    path: new RegExp(`^/networks/${ID}/(?:connect|disconnect)$`),
    query: NO_QUERY,
    body: 'json',
  },
];

const VERSION = /^\/v\d{1,2}\.\d{1,3}(?=\/)/;
/** No percent, no backslash, no scheme, no host: what two parsers could read differently never gets to the second one. */
const PLAIN_PATH = /^\/[A-Za-z0-9_./:@-]+$/;
const PLAIN_QUERY = /^[A-Za-z0-9_.~:/?@!$&'()*+,;=%[\]{}"-]*$/;
const MAX_TARGET = 4096;

const deny = (reason: string): Decision => ({ kind: 'deny', reason });

/**
 * May this request pass? `target` is the request line's, as it came. Only the plain form passes, so that gate and
 * engine cannot disagree about which endpoint is meant.
 */
export function decideRequest(method: string, target: string, open: ReadonlySet<Switch> = new Set()): Decision {
  if (target.length > MAX_TARGET) return deny(`the request target is longer than ${MAX_TARGET} characters`);
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = mark === -1 ? '' : target.slice(mark + 1);
  if (!PLAIN_PATH.test(path)) return deny('the path is not in plain form');
  if (path.split('/').some((segment, index) => index > 0 && /^\.*$/.test(segment))) {
    return deny('the path has an empty or dotted segment');
  }
  if (!PLAIN_QUERY.test(query)) return deny('the query has characters that need escaping');
  const endpoint = path.replace(VERSION, '');
  const fitting = ALLOWED.filter((row) => row.method === method && row.path.test(endpoint));
  const row = fitting.find(({ by }) => by === undefined || open.has(by));
  const named = `${method} ${endpoint.slice(0, 200)}`;
  if (row === undefined) {
    const by = fitting[0]?.by;
    return deny(
      by === undefined
        ? `${named} is not one of the endpoints that the monitor needs`
        : `${named} is closed: set PARAMEDIC_GATE_ALLOW=${by} to open it`,
    );
  }
  if (row.query !== undefined && !row.query.test(query)) return deny(`${named} does not pass with this query`);
  return { kind: 'allow', method, path: target, body: row.body ?? 'none' };
}

/** `exec,recreate` → the switches; throws at a word that is none, for a mistyped one would stay closed silently. */
export function parseSwitches(text: string): ReadonlySet<Switch> {
  const words = text.split(',').map((word) => word.trim());
  const switches = new Set<Switch>();
  for (const word of words.filter((one) => one !== '')) {
    const known = SWITCHES.find((one) => one === word);
    if (known === undefined) {
      throw new Error(
        `PARAMEDIC_GATE_ALLOW is a list of ${SWITCHES.join(', ')}; ${JSON.stringify(word)} is none of them`,
      );
    }
    switches.add(known);
  }
  return switches;
}
