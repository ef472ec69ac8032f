import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Problem } from './problem.ts';

export interface AuthOptions {
  token: string | undefined;
  /** Only this machine can reach us: reading is free then. */
  loopbackOnly: boolean;
  /** Paths that tell nothing of the fleet. */
  openPaths: ReadonlySet<string>;
  /** Paths that decide by themselves what somebody of this machine may do while no token is set (`locals.guest`). */
  guestPaths: ReadonlySet<string>;
}

/**
 * Reading needs the token unless only this machine can reach us; changing anything needs it always.
 * A browser cannot send a bearer token when a person opens a page, so for reading the token also works as the password
 * of Basic authentication. For changes it does not: a browser would send it along with a request forged elsewhere.
 */
export function authenticate({ token, loopbackOnly, openPaths, guestPaths }: AuthOptions): RequestHandler {
  return (request, response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (reads && (loopbackOnly || openPaths.has(request.path))) return next();
    if (token === undefined && loopbackOnly && guestPaths.has(request.path)) {
      response.locals.guest = true;
      return next();
    }
    const presented = presentedToken(request.headers.authorization, reads);
    if (token !== undefined && presented !== undefined && equalInConstantTime(presented, token)) return next();
    response.set(
      'www-authenticate',
      reads ? 'Bearer realm="Paramedic", Basic realm="Paramedic"' : 'Bearer realm="Paramedic"',
    );
    next(refusal(token, presented));
  };
}

/** The token of an Authorization header; undefined when there is none that counts. */
export function presentedToken(header: string | undefined, basicCounts: boolean): string | undefined {
  const match = /^(bearer|basic) +(\S+) *$/i.exec(header ?? '');
  const [, scheme = '', credentials = ''] = match ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme === '' || !basicCounts) return undefined;
  const decoded = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : decoded.slice(colon + 1);
}

/** Takes as long for a wrong token as for the right one, whatever their lengths. */
export function equalInConstantTime(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function refusal(token: string | undefined, presented: string | undefined): Problem {
  if (token === undefined) {
    return new Problem(401, 'No token is set', 'Changes need a token, and this Paramedic has none.', {
      cure: 'Set PARAMEDIC_TOKEN (or PARAMEDIC_TOKEN_FILE) and start Paramedic again.',
    });
  }
  const detail =
    presented === undefined ? 'This needs the token of this Paramedic.' : 'The token is not the right one.';
  return new Problem(401, 'Not authorized', detail, {
    cure: 'Send the header `Authorization: Bearer TOKEN` with the value of PARAMEDIC_TOKEN.',
  });
}
