import { z } from 'zod';
import { APPROVAL_STATUSES } from '../escalation/approval.ts';
import { approvalReport } from '../escalation/as-json.ts';
import { iso } from '../incidents/report/instant.ts';
import { onCallBody } from './escalation-routes.ts';
import { instant } from './fields.ts';
import { readId } from './id.ts';
import { pageByInstant } from './page-by-instant.ts';
import { readBody, readQuery } from './query.ts';
import type { Route, Sources } from './route.ts';

const listQuery = z.strictObject({
  status: z.enum(APPROVAL_STATUSES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: instant.optional(),
});

const DECISIONS = { approve: 'approved', deny: 'denied' } as const;

/** What Claude Code may not do unasked, and the answer of a person. */
export const approvalRoutes = ({ onCall: { archive, desk } }: Sources): Route[] => [
  {
    path: '/api/approvals',
    handle: async (request, response) => {
      const { limit, ...query } = readQuery(listQuery, request.query);
      const list = (page: { limit: number }) => archive.approvals({ ...query, ...page });
      const { items, next } = await pageByInstant({ list, instantOf: ({ createdAt }) => createdAt }, limit);
      response.json({ items: items.map(approvalReport), next: next === undefined ? null : iso(next) });
    },
  },
  ...Object.entries(DECISIONS).map(
    ([word, decision]): Route => ({
      method: 'POST',
      path: `/api/approvals/:id/${word}`,
      handle: async (request, response) => {
        const id = readId(request.params.id);
        const { by } = readBody(onCallBody, request);
        response.json(approvalReport(await desk.decide(id, decision, by)));
      },
    }),
  ),
];
