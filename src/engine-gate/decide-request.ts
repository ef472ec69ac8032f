/** What the gate says to one request: pass on exactly this path, or a reason that names the endpoint. */
export type Decision =
  | { readonly kind: 'allow'; readonly method: string; readonly path: string }
  | { readonly kind: 'deny'; readonly reason: string };

const ID = '[A-Za-z0-9][A-Za-z0-9_.-]{0,127}';

/** The documented minimum that the monitor needs of an engine. All else is refused, whatever it may become one day. */
const ALLOWED: readonly (readonly [method: string, path: RegExp])[] = [
  ['HEAD', /^\/_ping$/],
  ['GET', /^\/_ping$/],
  ['GET', /^\/version$/],
  ['GET', /^\/info$/],
  ['GET', /^\/events$/],
  ['GET', /^\/containers\/json$/],
  ['GET', new RegExp(`^/containers/${ID}/(?:json|stats|logs)$`)],
  ['POST', new RegExp(`^/containers/${ID}/restart$`)],
];

const VERSION = /^\/v\d{1,2}\.\d{1,3}(?=\/)/;
/** No percent, no backslash, no scheme, no host: what two parsers could read differently never gets to the second one. */
const PLAIN_PATH = /^\/[A-Za-z0-9_./-]+$/;
const PLAIN_QUERY = /^[A-Za-z0-9_.~:/?@!$&'()*+,;=%[\]{}"-]*$/;
const MAX_TARGET = 4096;

const deny = (reason: string): Decision => ({ kind: 'deny', reason });

/**
 * May this request pass? `target` is the request line's, as it came. Only the plain form passes, so that gate and
 * engine cannot disagree about which endpoint is meant.
 */
export function decideRequest(method: string, target: string): Decision {
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
  if (ALLOWED.some(([verb, pattern]) => verb === method && pattern.test(endpoint))) {
    return { kind: 'allow', method, path: target };
  }
  return deny(`${method} ${endpoint.slice(0, 200)} is not one of the endpoints that the monitor needs`);
}
