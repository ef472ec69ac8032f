import { ParamedicError } from '../base/errors.ts';
import { applyOrder } from '../incidents/apply-order.ts';
import type { Incident } from '../incidents/incident.ts';
import { isForPeace, type Order } from '../incidents/orders.ts';
import { handedOverBy, isSymptom, matterOf, outagesOf } from './chart.ts';
import type { Draft } from './draft.ts';
import { endIncident } from './episode.ts';
import { remember } from './observe.ts';

/** What a person wants done with one of the open incidents; throws `incident_resolved` when it is not open any more. */
export function carryOutOrder(draft: Draft, incidentId: string, order: Order): Incident {
  const incident = draft.chart.incidents.find(({ id }) => id === incidentId);
  if (incident === undefined) {
    throw new ParamedicError('incident_resolved', 'The incident is resolved, and that is final.', {
      cure: 'Look at the open ones: paramedic incidents --status unresolved',
    });
  }
  if (order.kind === 'resolve') return resolveByHand(draft, incident, order);
  if (order.kind === 'escalate') return askForClaude(draft, incident, order);
  return isForPeace(order) ? keepPeace(draft, incident, order) : apply(draft, incident, order);
}

/** Whoever wants to hear no more of a failure, or of its hand-over, means both. */
function keepPeace(draft: Draft, incident: Incident, order: Order): Incident {
  const ordered = matterOf(draft.chart, incident).map((one) => apply(draft, one, order));
  for (const one of ordered) draft.tell({ kind: 'peace_ordered', at: draft.now, incident: one });
  return ordered.find(({ id }) => id === incident.id) ?? incident;
}

function apply(draft: Draft, incident: Incident, order: Order): Incident {
  const { set, timeline } = applyOrder(incident, order, draft.now);
  draft.note(incident, timeline.kind, timeline.reason, timeline.detail);
  return Object.keys(set).length === 0 ? incident : draft.patch(incident, set);
}

/** Whoever points at a hand-over means what was handed over: that one goes on the queue. Healing takes its course meanwhile. */
function askForClaude(draft: Draft, incident: Incident, order: Extract<Order, { kind: 'escalate' }>): Incident {
  const asked = apply(draft, handedOverBy(draft.chart, incident) ?? incident, order);
  draft.tell({ kind: 'escalation_asked', at: draft.now, incident: asked, by: order.by });
  return asked;
}

/**
 * A person who resolves one incident of an outage means the outage, its hand-over included. While that lasts it is not opened
 * anew, whatever it turns into, and nothing is healed.
 */
function resolveByHand(draft: Draft, incident: Incident, { by, text }: Extract<Order, { kind: 'resolve' }>): Incident {
  const meant = isSymptom(incident.type) ? [incident] : outagesOf(draft.chart);
  const detail = text === undefined ? { by } : { by, text };
  // An outage that is over by the look of it is not dismissed: whatever comes next is news.
  const lasts = isSymptom(incident.type) || draft.chart.verdict.kind !== 'healthy';
  const types = lasts ? meant.map(({ type }) => type) : [];
  draft.set({ dismissed: [...new Set([...draft.chart.dismissed, ...types])], refusal: undefined });
  const ended = meant.map((one) => endIncident(draft, one, 'human', 'resolved_by_hand', detail));
  remember(draft);
  return ended.find(({ id }) => id === incident.id) ?? incident;
}
