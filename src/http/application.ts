import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { alertRoutes } from './alert-routes.ts';
import { approvalRoutes } from './approval-routes.ts';
import { authenticate } from './auth.ts';
import { containerRoutes } from './container-routes.ts';
import { escalationRoutes } from './escalation-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { incidentRoutes } from './incident-routes.ts';
import { onlyLocalNames } from './local-host.ts';
import { mcpRoutes } from './mcp-routes.ts';
import { metricsRoutes } from './metrics-routes.ts';
import { orderRoutes } from './order-routes.ts';
import { Problem, sendProblem, toProblem } from './problem.ts';
import { limitRate } from './rate-limit.ts';
import type { Method, Route, Sources } from './route.ts';
import { silenceRoutes } from './silence-routes.ts';
import { statusRoutes } from './status-routes.ts';

export interface ApplicationOptions extends Sources {
  logger: Logger;
  token: string | undefined;
  loopbackOnly: boolean;
}

export const routesOf = (sources: Sources): Route[] =>
  [
    ...[healthRoutes, metricsRoutes, statusRoutes, containerRoutes, incidentRoutes, orderRoutes, silenceRoutes],
    ...[alertRoutes, escalationRoutes, approvalRoutes, mcpRoutes],
  ].flatMap((routes) => routes(sources));

/** The order is the protection: name, headers, rate, token, body, route. */
export function createApplication(options: ApplicationOptions): Express {
  const { logger, token, loopbackOnly } = options;
  const routes = routesOf(options);
  const pathsWith = (flag: 'open' | 'guests') => new Set(routes.filter((route) => route[flag]).map(({ path }) => path));
  const app = express();
  // A hash of each answer costs more than it saves: the answers differ from second to second.
  app.set('etag', false).set('query parser', 'simple').set('case sensitive routing', true);
  app.use(securityHeaders);
  if (loopbackOnly) app.use(onlyLocalNames);
  app.use(limitRate(loopbackOnly));
  app.use(authenticate({ token, loopbackOnly, openPaths: pathsWith('open'), guestPaths: pathsWith('guests') }));
  for (const { path, bodyLimit: limit } of routes) if (limit !== undefined) app.use(path, express.json({ limit }));
  app.use(express.json({ limit: '256kb' }));
  mount(app, routes);
  app.use(notFound);
  app.use(answerProblems(logger));
  return app;
}

const helmetHeaders = helmet({
  // TLS is the business of a proxy in front; on plain HTTP these two would only break the page.
  strictTransportSecurity: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
});

const securityHeaders: RequestHandler = (request, response, next) => {
  response.set('cache-control', 'no-store');
  helmetHeaders(request, response, next);
};

/** Each path answers its methods, and names them to whoever comes with another. */
function mount(app: Express, routes: readonly Route[]): void {
  const methods = new Map<string, Method[]>();
  for (const { path, method = 'GET', handle } of routes) {
    const verb = method.toLowerCase() as Lowercase<Method>;
    app[verb](path, handle);
    methods.set(path, [...(methods.get(path) ?? []), method]);
  }
  for (const [path, taken] of methods) app.all(path, methodNotAllowed(taken));
}

const methodNotAllowed = (taken: readonly Method[]): RequestHandler => {
  const allow = taken.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return (_request, response, next) => {
    response.set('allow', allow);
    next(new Problem(405, 'Method not allowed', `This path takes ${allow} only.`));
  };
};

const notFound: RequestHandler = (_request, _response, next) =>
  next(
    new Problem(404, 'Not found', 'There is nothing at this path.', { cure: 'GET /api/openapi.json lists all paths.' }),
  );

/** Four parameters: that is how express knows an error handler. */
const answerProblems =
  (logger: Logger): ErrorRequestHandler =>
  (error, request, response, _next) => {
    const problem = toProblem(error);
    if (problem.status === 500) logger.error('http_failed', { path: request.path, error: messageOf(error) });
    if (response.headersSent) return void response.destroy();
    sendProblem(response, problem);
  };
