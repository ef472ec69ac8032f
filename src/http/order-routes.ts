import { ParamedicError } from '../base/errors.ts';
import { incidentResolved } from '../incidents/apply-order.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Order } from '../incidents/orders.ts';
import { incidentReport } from '../incidents/report/incident.ts';
import { readId } from './id.ts';
import { ORDER_BODIES, ORDER_KINDS, orderOf } from './order-bodies.ts';
import { Problem } from './problem.ts';
import { readBody } from './query.ts';
import type { Route, Sources } from './route.ts';

/** What people may do with an open incident. The answer is the incident as it is then. */
export const orderRoutes = (sources: Sources): Route[] =>
  ORDER_KINDS.map((kind) => ({
    method: 'POST',
    path: `/api/incidents/:id/${kind}`,
    handle: async (request, response) => {
      const id = readId(request.params.id);
      const order = orderOf(kind, readBody(ORDER_BODIES[kind], request), sources.clock.now());
      response.json(incidentReport(await handIn(sources, id, order)));
    },
  }));

async function handIn({ desk, archive }: Sources, id: string, order: Order): Promise<Incident> {
  try {
    return await desk.order(id, order);
  } catch (error) {
    if (!(error instanceof ParamedicError && error.code === 'no_such_incident')) throw error;
    const known = (await archive.story(id))?.incident;
    if (known === undefined) throw error;
    if (known.status === 'resolved') throw incidentResolved();
    throw new Problem(503, 'Not held here', 'The incident is open, and this monitor does not hold it.', {
      cure: 'Ask the monitor of its host; right after a start try again in a moment.',
    });
  }
}
