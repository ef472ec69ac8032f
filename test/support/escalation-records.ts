import { newId } from '../../src/base/id.ts';
import type { Approval } from '../../src/escalation/approval.ts';
import type { Lesson } from '../../src/escalation/escalation.ts';
import type { Claim, ClaimOptions } from '../../src/escalation/queue-port.ts';
import type { NewRequest } from '../../src/escalation/request.ts';
import type { Run } from '../../src/escalation/run.ts';
import type { Incident } from '../../src/incidents/incident.ts';
import type { Change, QueuedEscalation } from '../../src/incidents/ledger.ts';
import { run } from './escalations.ts';
import { AT } from './records.ts';

/** Records of escalations with sensible values; a test names only what matters to it. */
export const aQueued = (incident: Incident, over: Partial<QueuedEscalation> = {}): QueuedEscalation => ({
  id: newId(),
  incidentId: incident.id,
  host: incident.host,
  target: incident.target,
  groupKey: `target/${incident.target}`,
  project: undefined,
  workspace: undefined,
  severity: incident.severity,
  reason: 'attempts_exhausted',
  createdAt: AT,
  readyAt: AT,
  expiresAt: AT + 3_600_000,
  ...over,
});

/** What the flow records when healing gives up: in one transaction. */
export const givingUp = (incident: Incident, over: Partial<QueuedEscalation> = {}): Change[] => [
  { kind: 'incident_opened', incident },
  { kind: 'incident_changed', id: incident.id, set: { status: 'escalated' } },
  { kind: 'escalation_queued', escalation: aQueued(incident, over) },
];

/** The end of an incident, and what goes with it. */
export const resolving = ({ id }: Incident, resolution: NonNullable<Incident['resolution']> = 'human'): Change[] => [
  { kind: 'incident_changed', id, set: { status: 'resolved', resolvedAt: AT + 500, resolution } },
  { kind: 'escalation_withdrawn', incidentId: id, at: AT + 500, reason: 'resolved' },
];

export const LEASE_MS = 60_000;

export const claiming = (over: Partial<ClaimOptions> = {}): ClaimOptions => ({
  worker: 'worker-1',
  now: AT + 1_000,
  leaseMs: LEASE_MS,
  maxAttempts: 3,
  ...over,
});

export const aRun = ({ escalation }: Claim, over: Partial<Run> = {}): Run =>
  run({
    ...{
      id: newId(),
      escalationId: escalation.id,
      attempt: escalation.attempts,
      workerHost: 'box',
      startedAt: AT + 2_000,
    },
    ...over,
  });

export const anApproval = ({ escalation }: Claim, over: Partial<Approval> = {}): Approval => ({
  id: newId(),
  escalationId: escalation.id,
  runId: undefined,
  toolName: 'Bash',
  toolInput: { command: 'git push' },
  reason: 'leaves_the_host',
  status: 'pending',
  createdAt: AT + 3_000,
  expiresAt: AT + 303_000,
  decidedBy: undefined,
  decidedAt: undefined,
  ...over,
});

export const aRequest = (escalationId: string | undefined, over: Partial<NewRequest> = {}): NewRequest => ({
  id: newId(),
  host: 'box',
  target: 'shop/web#1',
  escalationId,
  askedBy: 'worker-1',
  tool: 'logs',
  input: { lines: 100 },
  askedAt: AT + 4_000,
  expiresAt: AT + 34_000,
  ...over,
});

export const aLesson = (escalationId: string | undefined, over: Partial<Lesson> = {}): Lesson => ({
  id: newId(),
  signature: 's1',
  incidentType: 'container_unhealthy',
  target: 'shop/web#1',
  image: 'shop/web',
  learntAt: AT + 9_000,
  escalationId,
  rootCause: 'a typo in app.json',
  fix: 'mended the typo',
  commits: [{ hash: 'abc123', subject: 'Mend a typo' }],
  ...over,
});

/** An end without anything that goes with it. */
export const anEnd = (over: Partial<Parameters<Finish>[1]> = {}): Parameters<Finish>[1] => ({
  outcome: 'inconclusive',
  reason: 'not_verified',
  at: AT + 10_000,
  result: {},
  timeline: [],
  messages: [],
  lesson: undefined,
  ...over,
});
type Finish = import('../../src/escalation/queue-port.ts').EscalationQueue['finish'];
