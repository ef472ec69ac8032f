import { z } from 'zod';
import { INCIDENT_TYPES } from '../incidents/incident.ts';
import { type SilenceSetReport, silenceReport } from '../incidents/report/silence.ts';
import { by, endFields, endOf, hasOneEnd, instant, ONE_END } from './fields.ts';
import { readId } from './id.ts';
import { readBody } from './query.ts';
import type { Route, Sources } from './route.ts';

/** What the request holds that sets a silence. What makes no sense in it is refused by `decideSilence`. */
export const silenceBody = z
  .strictObject({
    target: z.string({ error: 'should be a target, a container, a service, or a pattern with `*`' }),
    type: z.enum(INCIDENT_TYPES).optional(),
    startsAt: instant.optional(),
    ...endFields,
    holdsHealing: z.boolean().default(false),
    comment: z.string().default(''),
    by,
  })
  .refine(hasOneEnd, ONE_END);

export const silenceRoutes = ({ desk, clock }: Sources): Route[] => [
  {
    path: '/api/silences',
    handle: (_request, response) => void response.json({ items: desk.silences().map(silenceReport), next: null }),
  },
  {
    method: 'POST',
    path: '/api/silences',
    handle: async (request, response) => {
      const {
        target,
        type,
        startsAt = clock.now(),
        holdsHealing,
        comment,
        by,
        ...end
      } = readBody(silenceBody, request);
      const times = { startsAt, endsAt: endOf(end, startsAt) };
      const wanted = { target, incidentType: type, ...times, holdsHealing, comment, createdBy: by };
      const { silence, covers, warning } = await desk.silence(wanted);
      response.status(201).json({ ...silenceReport(silence), covers, warning } satisfies SilenceSetReport);
    },
  },
  {
    method: 'DELETE',
    path: '/api/silences/:id',
    handle: async (request, response) => {
      response.json(silenceReport(await desk.endSilence(readId(request.params.id))));
    },
  },
];
