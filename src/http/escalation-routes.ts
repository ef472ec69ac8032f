import { z } from 'zod';
import { escalationReport, escalationStoryReport } from '../escalation/as-json.ts';
import { ESCALATION_STATUSES } from '../escalation/escalation.ts';
import { sessionPrompt } from '../escalation/session-prompt.ts';
import { iso } from '../incidents/report/instant.ts';
import { by, instant } from './fields.ts';
import { readId } from './id.ts';
import { pageByInstant } from './page-by-instant.ts';
import { readBody, readQuery } from './query.ts';
import type { Route, Sources } from './route.ts';

const listQuery = z.strictObject({
  status: z.enum([...ESCALATION_STATUSES, 'open']).optional(),
  target: z.string().min(1).max(1_000).optional(),
  incident: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: instant.optional(),
});

/** Whoever orders something of the queue says who he is. */
export const onCallBody = z.strictObject({ by });

const ORDERS = ['cancel', 'retry'] as const;

export const escalationRoutes = ({ onCall: { archive, desk, verifyMs } }: Sources): Route[] => [
  {
    path: '/api/escalations',
    handle: async (request, response) => {
      const { limit, ...query } = readQuery(listQuery, request.query);
      const list = (page: { limit: number }) => archive.list({ ...query, ...page });
      const { items, next } = await pageByInstant({ list, instantOf: ({ createdAt }) => createdAt }, limit);
      response.json({ items: items.map(escalationReport), next: next === undefined ? null : iso(next) });
    },
  },
  {
    path: '/api/escalations/:id',
    handle: async (request, response) => {
      response.json(escalationStoryReport(await desk.story(readId(request.params.id))));
    },
  },
  {
    path: '/api/escalations/:id/prompt',
    handle: async (request, response) => {
      const story = await desk.story(readId(request.params.id));
      response.type('text/markdown').end(await sessionPrompt(story, archive, verifyMs, 'shown'));
    },
  },
  ...ORDERS.map(
    (order): Route => ({
      method: 'POST',
      path: `/api/escalations/:id/${order}`,
      handle: async (request, response) => {
        const id = readId(request.params.id);
        const { by: who } = readBody(onCallBody, request);
        response.json(escalationReport(await desk[order](id, who)));
      },
    }),
  ),
];
