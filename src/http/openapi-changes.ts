import { ALERT_SKIPS } from '../incidents/external-alert.ts';
import { INCIDENT_TYPES } from '../incidents/incident.ts';
import type { Order } from '../incidents/orders.ts';
import { alertsSchema } from './alert-body.ts';
import { bodySchema } from './body-schema.ts';
import { change, get, inPath, json, type Node, problem } from './openapi-operation.ts';
import { ref } from './openapi-schema.ts';
import { ORDER_BODIES, ORDER_KINDS } from './order-bodies.ts';
import { silenceBody } from './silence-routes.ts';

const SUMMARIES: Readonly<Record<Order['kind'], string>> = {
  acknowledge: 'Say that somebody looks after it; it stays open',
  snooze: 'Tell nobody of it for a while, then tell again if it is still open',
  mute: 'Tell nobody of it until it is resolved',
  unmute: 'Tell of it again, also when it was snoozed',
  escalate: 'Put it on the queue for Claude Code, also where policy keeps it back',
  comment: 'Write a line into its story',
  resolve: 'Resolve it by hand; it is not opened anew before the trouble was gone',
};

const bodyName = (kind: Order['kind']): string => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}Body`;
const id = inPath('id', 'UUID, or a beginning of at least 8 characters that is unique among the open ones.');

const orderPaths = Object.fromEntries(
  ORDER_KINDS.map((kind) => [
    `/api/incidents/{id}/${kind}`,
    {
      post: change({
        summary: SUMMARIES[kind],
        body: bodyName(kind),
        answer: 'Incident',
        parameters: [id],
        others: {
          '404': problem('No such incident'),
          '409': problem('Resolved, and that is final; or more than one id begins like this'),
        },
      }),
    },
  ]),
);

export const CHANGE_PATHS: Readonly<Record<string, Node>> = {
  ...orderPaths,
  '/api/v1/alerts': {
    post: change({
      summary:
        'Alerts from the webhook of a Prometheus Alertmanager, which open and resolve incidents `external_alert`',
      body: 'AlertsBody',
      answer: 'AlertsTaken',
      others: { '413': problem('Larger than 2 MB') },
    }),
  },
  '/api/silences': {
    ...get({
      summary: 'Silences that run or are to come, soonest end first',
      content: json('SilencePage'),
      others: { '503': problem('This monitor does not watch') },
    }),
    post: change({ summary: 'Set a silence', body: 'SilenceBody', answer: 'SilenceSet', status: 201 }),
  },
  '/api/silences/{id}': {
    delete: change({
      summary: 'End a silence before its time',
      answer: 'Silence',
      parameters: [id],
      others: { '404': problem('No such silence'), '409': problem('More than one id begins like this') },
    }),
  },
};

const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const instant = { type: 'string', format: 'date-time' };

const silence = {
  type: 'object',
  required: ['id', 'target', 'startsAt', 'endsAt', 'holdsHealing', 'createdAt', 'createdBy', 'comment'],
  properties: {
    id: text,
    target: { ...text, description: 'Pattern with `*` over targets.' },
    type: { type: 'string', enum: INCIDENT_TYPES, description: 'Absent: every type.' },
    startsAt: instant,
    endsAt: instant,
    holdsHealing: { type: 'boolean', description: 'A maintenance window: nothing is healed either.' },
    createdAt: instant,
    createdBy: text,
    comment: text,
    endedAt: { ...instant, description: 'Ended by hand.' },
  },
};

export const CHANGE_SCHEMAS: Readonly<Record<string, Node>> = {
  ...Object.fromEntries(ORDER_KINDS.map((kind) => [bodyName(kind), bodySchema(ORDER_BODIES[kind])])),
  SilenceBody: bodySchema(silenceBody),
  AlertsBody: bodySchema(alertsSchema),
  AlertsTaken: {
    type: 'object',
    required: ['taken', 'skipped', 'reasons'],
    properties: {
      taken: count,
      skipped: count,
      reasons: {
        type: 'object',
        properties: Object.fromEntries(ALERT_SKIPS.map((reason) => [reason, count])),
        description: 'How many were skipped for which reason.',
      },
    },
  },
  Silence: silence,
  SilenceSet: {
    type: 'object',
    required: [...silence.required, 'covers'],
    properties: {
      ...silence.properties,
      covers: { ...count, description: 'How many of those that are watched now.' },
      warning: { ...text, description: 'It covers nobody now; what may have been meant.' },
    },
  },
  SilencePage: {
    type: 'object',
    required: ['items', 'next'],
    properties: { items: { type: 'array', items: ref('Silence') }, next: { type: ['string', 'null'] } },
  },
};
