import type { Request } from 'express';
import { Problem } from './problem.ts';
import type { Route, Sources } from './route.ts';

/** Who the session is, in its own words. */
const MCP_NAME_HEADER = 'x-paramedic-name';
const LONGEST_NAME = 60;

/** MCP over streamable HTTP, one message an answer: there are no sessions that could be lost with a restart. */
export const mcpRoutes = ({ mcp }: Sources): Route[] => [
  {
    method: 'POST',
    path: '/mcp',
    guests: true,
    handle: async (request, response) => {
      refuseForeignPages(request);
      const caller = { name: nameOf(request.headers[MCP_NAME_HEADER]), mayChange: response.locals.guest !== true };
      await mcp(request, response, request.body, caller);
    },
  },
];

/** A web page elsewhere may send to this machine, but its browser says whose page it is. */
function refuseForeignPages({ headers: { origin, host } }: Request): void {
  if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)) return;
  throw new Problem(403, 'Foreign origin', 'A web page of another origin asks, and MCP is not for web pages.', {
    cure: 'Connect from a program: `claude mcp add paramedic -- npx paramedic mcp`.',
  });
}

const nameOf = (given: string | string[] | undefined): string =>
  String(given ?? '')
    .replace(/[^\w.@ -]/g, '')
    .trim()
    .slice(0, LONGEST_NAME) || 'session';
