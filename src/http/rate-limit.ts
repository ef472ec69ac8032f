import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { Problem } from './problem.ts';

/** Asked often and by machines, and cheap to answer. */
const PROBED = new Set(['/healthz', '/readyz', '/metrics']);
const WIDE_PER_MINUTE = 600;
const GENEROUS_PER_MINUTE = 6_000;

/** Per client address and minute; probes are counted apart, so that a busy page never starves a health check. */
export function limitRate(loopbackOnly: boolean): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: (request) => (loopbackOnly || PROBED.has(request.path) ? GENEROUS_PER_MINUTE : WIDE_PER_MINUTE),
    keyGenerator: (request) => `${PROBED.has(request.path)} ${ipKeyGenerator(request.ip ?? '')}`,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // It would print to the console when a proxy's headers come in; we take the address of the connection on purpose.
    validate: false,
    handler: (_request, _response, next) =>
      next(
        new Problem(429, 'Too many requests', 'This address asks more often than is allowed.', {
          cure: 'Wait a minute.',
        }),
      ),
  });
}
