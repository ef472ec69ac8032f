import { newId } from '../../src/base/id.ts';
import type { HealthMetric, HostSample } from '../../src/containers/sample.ts';
import type {
  Flip,
  Incident,
  RecordedDecision,
  Remediation,
  Silence,
  TimelineEntry,
} from '../../src/incidents/incident.ts';
import type { Change, OutboxMessage, TargetMemory } from '../../src/incidents/ledger.ts';

/** Records with sensible values; a test names only what matters to it. */
export const AT = Date.UTC(2026, 10, 20, 12, 0, 0);
const WHERE = { target: 'shop/web#1', containerId: 'c1', host: 'box' } as const;

export const anIncident = (over: Partial<Incident> = {}): Incident => ({
  id: newId(),
  timestamp: AT,
  ...WHERE,
  containerName: 'shop-web-1',
  type: 'container_unhealthy',
  severity: 'warning',
  status: 'open',
  autoHealed: false,
  description: 'shop-web-1 is unhealthy',
  healAttempts: 0,
  evidence: { last_check: { exit_code: 1 } },
  fingerprint: 'f1',
  parentId: undefined,
  acknowledgedAt: undefined,
  acknowledgedBy: undefined,
  snoozedUntil: undefined,
  muted: false,
  toldAt: undefined,
  resolvedAt: undefined,
  resolution: undefined,
  ...over,
});

export const anEntry = (incidentId: string, over: Partial<TimelineEntry> = {}): TimelineEntry => ({
  id: newId(),
  incidentId,
  timestamp: AT,
  kind: 'opened',
  reason: 'unhealthy',
  detail: {},
  ...over,
});

export const aRemediation = (incidentId: string, over: Partial<Remediation> = {}): Remediation => ({
  id: newId(),
  incidentId,
  ...WHERE,
  attempt: 1,
  action: 'restart',
  intendedAt: AT,
  deadlineAt: AT + 25_000,
  finishedAt: undefined,
  outcome: undefined,
  error: undefined,
  detail: {},
  ...over,
});

export const aFlip = (over: Partial<Flip> = {}): Flip => ({
  id: newId(),
  ...WHERE,
  at: AT,
  from: 'healthy',
  to: 'sick',
  reason: 'unhealthy',
  detail: {},
  ...over,
});

export const aDecision = (over: Partial<RecordedDecision> = {}): RecordedDecision => ({
  id: newId(),
  at: AT,
  target: WHERE.target,
  host: WHERE.host,
  incidentId: undefined,
  decision: 'wait',
  reason: 'backoff',
  until: AT + 10_000,
  inputs: { attempts: 1 },
  ...over,
});

export const aSilence = (over: Partial<Silence> = {}): Silence => ({
  id: newId(),
  target: 'shop/*',
  incidentType: undefined,
  startsAt: AT,
  endsAt: AT + 3_600_000,
  holdsHealing: false,
  createdAt: AT,
  createdBy: 'alice',
  comment: 'release 42',
  endedAt: undefined,
  ...over,
});

export const aMemory = (over: Partial<TargetMemory> = {}): TargetMemory => ({
  ...WHERE,
  containerName: 'shop-web-1',
  state: 'running',
  verdict: 'sick',
  reason: 'unhealthy',
  since: AT,
  stoppedOnPurpose: false,
  memo: {},
  ...over,
});

export const aMessage = (over: Partial<OutboxMessage> = {}): OutboxMessage => ({
  id: newId(),
  channel: 'webhook',
  incidentId: undefined,
  event: 'incident_opened',
  createdAt: AT,
  payload: { text: 'shop-web-1 is unhealthy' },
  ...over,
});

export const aMetric = (over: Partial<HealthMetric> = {}): HealthMetric => ({
  at: AT,
  ...WHERE,
  containerName: 'shop-web-1',
  status: 'healthy',
  responseTimeMs: 12.5,
  restartCount: 0,
  sample: {
    at: AT,
    cpuPercent: 3,
    memoryBytes: 64 * 1_048_576,
    memoryLimitBytes: 256 * 1_048_576,
    networkRxBytes: 2 ** 40,
    networkTxBytes: 1,
    blockReadBytes: 2,
    blockWriteBytes: 3,
    pids: 4,
  },
  ...over,
});

export const aHostSample = (over: Partial<HostSample> = {}): HostSample => ({
  at: AT,
  cpuRatio: 0.25,
  memoryTotalBytes: 2 ** 34,
  memoryAvailableBytes: 2 ** 33,
  diskTotalBytes: 2 ** 38,
  diskAvailableBytes: 2 ** 37,
  load1: 0.5,
  load5: 0.4,
  load15: 0.3,
  cores: 2,
  ...over,
});

/** What the flow records between seeing a sick container and restarting it. */
export function openingOf(incident: Incident): Change[] {
  const at = { target: incident.target, containerId: incident.containerId, host: incident.host };
  return [
    { kind: 'flip', flip: aFlip({ ...at, at: incident.timestamp }) },
    { kind: 'target_remembered', memory: aMemory({ ...at, since: incident.timestamp }) },
    { kind: 'incident_opened', incident },
    { kind: 'timeline', entry: anEntry(incident.id, { timestamp: incident.timestamp }) },
    { kind: 'timeline', entry: anEntry(incident.id, { timestamp: incident.timestamp + 1, kind: 'intended' }) },
    {
      kind: 'remediation_intended',
      remediation: aRemediation(incident.id, { ...at, intendedAt: incident.timestamp + 1 }),
    },
  ];
}
