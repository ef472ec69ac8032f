import { z } from 'zod';
import { escalationReport, type IncidentStoryReport } from '../escalation/as-json.ts';
import { INCIDENT_STATUSES, INCIDENT_TYPES } from '../incidents/incident.ts';
import { incidentReport, storyReport } from '../incidents/report/incident.ts';
import { iso } from '../incidents/report/instant.ts';
import { instant } from './fields.ts';
import { readId } from './id.ts';
import { pageByInstant } from './page-by-instant.ts';
import { Problem } from './problem.ts';
import { readQuery } from './query.ts';
import type { Route, Sources } from './route.ts';

const listQuery = z.strictObject({
  status: z.enum([...INCIDENT_STATUSES, 'unresolved']).optional(),
  type: z.enum(INCIDENT_TYPES).optional(),
  target: z.string().min(1).max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: instant.optional(),
});

export const incidentRoutes = ({ archive, onCall }: Sources): Route[] => [
  {
    path: '/api/incidents',
    handle: async (request, response) => {
      const { limit, ...query } = readQuery(listQuery, request.query);
      const list = (page: { limit: number }) => archive.list({ ...query, ...page });
      const page = await pageByInstant({ list, instantOf: ({ timestamp }) => timestamp }, limit);
      response.json({ items: page.items.map(incidentReport), next: page.next === undefined ? null : iso(page.next) });
    },
  },
  {
    path: '/api/incidents/:id',
    handle: async (request, response) => {
      const story = await archive.story(readId(request.params.id));
      if (story === undefined) {
        throw new Problem(404, 'No such incident', 'No incident has an id that begins like this.');
      }
      const escalations = (await onCall.archive.list({ incident: story.incident.id })).map(escalationReport);
      response.json({ ...storyReport(story), escalations } satisfies IncidentStoryReport);
    },
  },
];
