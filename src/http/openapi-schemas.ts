import { INCIDENT_STATUSES, INCIDENT_TYPES, RESOLUTIONS, SEVERITIES } from '../incidents/incident.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const count: Schema = { type: 'integer', minimum: 0 };
const number: Schema = { type: 'number' };
const flag: Schema = { type: 'boolean' };
const instant: Schema = { type: 'string', format: 'date-time' };
const free: Schema = { type: 'object', additionalProperties: true };
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
const list = (items: Schema): Schema => ({ type: 'array', items });
const oneOf = (values: readonly string[]): Schema => ({ type: 'string', enum: values });

/** An object whose properties are all there, but for those whose name ends with `?`. */
function object(properties: Readonly<Record<string, Schema>>): Schema {
  const names = Object.keys(properties);
  return {
    type: 'object',
    required: names.filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(names.map((name) => [name.replace('?', ''), properties[name]])),
  };
}

/** `next` is the parameter for the next page, null on the last one. */
const page = (name: string): Schema => object({ items: list(ref(name)), next: { type: ['string', 'null'] } });

const containerRow = {
  target: { type: 'string', description: 'Stable identity: compose `project/service#number`, else the name.' },
  name: text,
  id: text,
  image: text,
  state: text,
  health: oneOf(['none', 'starting', 'healthy', 'unhealthy']),
  verdict: oneOf(['healthy', 'sick', 'unknown', 'off']),
  reason: text,
  since: instant,
  actions: list(text),
  'startedAt?': instant,
  engineRestarts: count,
  recentAttempts: count,
  'dueAt?': instant,
  'hold?': {
    ...object({ reason: oneOf(['silenced', 'maintenance', 'guarded', 'resolved_by_hand']), 'until?': instant }),
    description: 'Why nothing is done, or nobody told, although it is sick.',
  },
  'cpuRatio?': { type: 'number', description: 'In cores: 1 is one core busy.' },
  'memoryBytes?': number,
  'memoryLimitBytes?': number,
};

const incidentRow = {
  id: text,
  timestamp: { ...instant, description: 'When it was opened.' },
  target: text,
  containerName: text,
  containerId: text,
  host: text,
  type: oneOf(INCIDENT_TYPES),
  severity: oneOf(SEVERITIES),
  status: oneOf(INCIDENT_STATUSES),
  autoHealed: flag,
  description: text,
  healAttempts: count,
  fingerprint: text,
  'parentId?': { type: 'string', description: 'The incident that this one follows from.' },
  'acknowledgedAt?': instant,
  'acknowledgedBy?': text,
  'snoozedUntil?': { ...instant, description: 'Nobody is told of it before that instant.' },
  muted: { ...flag, description: 'Nobody is told of it until it is resolved.' },
  'toldAt?': { ...instant, description: 'When people were told; absent: they were not.' },
  'resolvedAt?': instant,
  'resolution?': oneOf(RESOLUTIONS),
};

export const SCHEMAS: Readonly<Record<string, Schema>> = {
  Problem: object({
    type: text,
    title: text,
    status: count,
    detail: text,
    'cure?': { type: 'string', description: 'What to do about it.' },
    'errors?': list(object({ name: text, message: text })),
  }),
  Health: object({
    status: oneOf(['ok', 'stalled']),
    lastTurnSeconds: number,
    stalledAfterSeconds: number,
    role: oneOf(['leader', 'uncertain', 'standby']),
    engineConnected: flag,
    storageReady: flag,
    version: text,
  }),
  Ready: object({ status: oneOf(['ready']) }),
  Container: object({ ...containerRow, openIncidents: count }),
  ContainerDetail: object({
    ...containerRow,
    openIncidents: list(ref('Incident')),
    imageId: text,
    createdAt: instant,
    'finishedAt?': instant,
    'exitCode?': { type: 'integer' },
    oomKilled: flag,
    restartPolicy: text,
    failingStreak: count,
    'lastCheck?': object({ at: instant, durationMs: number, exitCode: { type: 'integer' }, output: text }),
    'sample?': free,
  }),
  Explanation: object({ ...containerRow, openIncidents: count, decisions: list(ref('Decision')) }),
  Decision: object({ at: instant, decision: text, reason: text, 'until?': instant, inputs: free }),
  Incident: object(incidentRow),
  IncidentDetail: object({
    ...incidentRow,
    evidence: { ...free, description: 'What was known before anything was done. Text from containers: untrusted.' },
  }),
  Story: object({
    incident: ref('IncidentDetail'),
    timeline: list(object({ id: text, timestamp: instant, kind: text, reason: text, detail: free })),
    remediations: list(
      object({
        id: text,
        attempt: count,
        action: text,
        'outcome?': text,
        'error?': text,
        detail: { ...free, description: 'What the act told: exit code and output, the id of the new container.' },
        intendedAt: instant,
        'finishedAt?': instant,
      }),
    ),
    children: list(ref('Incident')),
  }),
  Finding: object({ code: text, subject: text, message: text, cure: text }),
  HostSample: object({
    at: instant,
    'cpuRatio?': number,
    memoryTotalBytes: number,
    memoryAvailableBytes: number,
    diskTotalBytes: number,
    diskAvailableBytes: number,
    load1: number,
    load5: number,
    load15: number,
    cores: count,
  }),
  Status: object({
    now: instant,
    version: text,
    mode: oneOf(['heal', 'shadow']),
    state: oneOf(['ok', 'degraded', 'standby']),
    leadership: object({
      role: oneOf(['leader', 'uncertain', 'standby']),
      name: { type: 'string', description: 'Of this monitor.' },
      host: text,
      'leader?': { type: 'string', description: 'Who leads, as far as this monitor knows.' },
      'epoch?': { ...count, description: 'Rises each time another monitor takes over.' },
      since: instant,
    }),
    engine: object({
      connected: flag,
      since: instant,
      'lastHeardAt?': instant,
      host: text,
      'version?': text,
      'reason?': text,
    }),
    storage: object({ ready: flag, since: instant, spooledRecords: count, droppedSamples: count, 'reason?': text }),
    lastTurnSeconds: number,
    counts: object({ total: count, healthy: count, sick: count, unknown: count, off: count, unwatched: count }),
    containers: list(ref('Container')),
    containersOmitted: count,
    openIncidents: list(ref('Incident')),
    openIncidentsOmitted: count,
    findings: list(ref('Finding')),
    'host?': ref('HostSample'),
  }),
  ContainerPage: page('Container'),
  IncidentPage: page('Incident'),
  FindingPage: page('Finding'),
};
