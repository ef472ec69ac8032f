import { INCIDENT_STATUSES, INCIDENT_TYPES } from '../incidents/incident.ts';
import { CHANGE_PATHS, CHANGE_SCHEMAS } from './openapi-changes.ts';
import { ON_CALL_PATHS, ON_CALL_SCHEMAS } from './openapi-on-call.ts';
import { get, inPath, inQuery, json, type Node, pageSize, problem } from './openapi-operation.ts';
import { SCHEMAS } from './openapi-schemas.ts';

const asText = (type: string): Node => ({ [type]: { schema: { type: 'string' } } });
const target = inPath('target', 'Stable identity, URL-encoded: `shop%2Fweb%231`.');
const unknownTarget = { '404': problem('No container with this target is watched') };
const badQuery = { '400': problem('A parameter is not what it should be') };

const PATHS: Readonly<Record<string, Node>> = {
  '/': get({ summary: 'The status page for people', content: asText('text/html') }),
  '/assets/page.js': get({ summary: 'Script of the status page', content: asText('text/javascript'), open: true }),
  '/assets/page.css': get({ summary: 'Style of the status page', content: asText('text/css'), open: true }),
  '/healthz': get({
    summary: 'Liveness: the loop turns',
    content: json('Health'),
    others: { '503': { description: 'The loop has stalled', content: json('Health') } },
    open: true,
  }),
  '/readyz': get({
    summary: 'Readiness: engine connected and storage ready',
    content: json('Ready'),
    others: { '503': problem('Not ready, with the reasons') },
  }),
  '/metrics': get({ summary: 'Metrics for Prometheus', content: asText('text/plain') }),
  '/api/openapi.json': get({
    summary: 'This document',
    content: { 'application/json': { schema: { type: 'object' } } },
  }),
  '/api/status': get({ summary: 'Everything on one page', content: json('Status') }),
  '/api/findings': get({ summary: 'What a person should mend', content: json('FindingPage') }),
  '/api/metrics/system/latest': get({
    summary: 'The latest sample of the host',
    content: json('HostSample'),
    others: { '503': problem('The host has not been sampled yet') },
  }),
  '/api/containers': get({
    summary: 'Watched containers, by target',
    content: json('ContainerPage'),
    parameters: [
      inQuery('verdict', 'Only these.', { type: 'string', enum: ['healthy', 'sick', 'unknown', 'off'] }),
      pageSize(1_000, 200),
      inQuery('after', '`next` of the page before.', { type: 'string' }),
    ],
    others: badQuery,
  }),
  '/api/containers/{target}': get({
    summary: 'One container with all that is known',
    content: json('ContainerDetail'),
    parameters: [target],
    others: unknownTarget,
  }),
  '/api/containers/{target}/explain': get({
    summary: 'The last decisions about it, with reasons and inputs',
    content: json('Explanation'),
    parameters: [
      target,
      inQuery('since', 'All that are on record since then; without it the last 20, which are in memory.', {
        type: 'string',
        format: 'date-time',
      }),
      pageSize(1_000, 200),
    ],
    others: { ...badQuery, ...unknownTarget, '503': problem('Postgres is away') },
  }),
  '/api/incidents': get({
    summary: 'Incidents, newest first',
    content: json('IncidentPage'),
    parameters: [
      inQuery('status', '`unresolved`: whatever is not resolved.', {
        type: 'string',
        enum: [...INCIDENT_STATUSES, 'unresolved'],
      }),
      inQuery('type', 'Only these.', { type: 'string', enum: INCIDENT_TYPES }),
      inQuery('target', 'Only of this container.', { type: 'string' }),
      pageSize(200, 50),
      inQuery('before', '`next` of the page before, or any instant.', { type: 'string', format: 'date-time' }),
    ],
    others: { ...badQuery, '503': problem('Postgres is away') },
  }),
  '/api/incidents/{id}': get({
    summary: 'The whole story of one incident',
    content: json('Story'),
    parameters: [inPath('id', 'UUID, or a unique beginning of at least 8 characters.')],
    others: {
      '400': problem('Not an id'),
      '404': problem('No such incident'),
      '409': problem('More than one id begins like this'),
      '503': problem('Postgres is away'),
    },
  }),
};

export const openapi = (version: string): Node => ({
  openapi: '3.1.0',
  info: {
    title: 'Paramedic',
    version,
    description:
      'First aid for containers. Reading needs the token unless Paramedic listens on loopback only; changes always need it.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  paths: { ...PATHS, ...CHANGE_PATHS, ...ON_CALL_PATHS },
  components: {
    schemas: { ...SCHEMAS, ...CHANGE_SCHEMAS, ...ON_CALL_SCHEMAS },
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer' },
      basic: {
        type: 'http',
        scheme: 'basic',
        description: 'For reading in a browser: any user, the token as password.',
      },
    },
  },
  security: [{ bearer: [] }, { basic: [] }],
});
