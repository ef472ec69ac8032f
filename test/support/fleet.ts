import { ParamedicError } from '../../src/base/errors.ts';
import type { Container } from '../../src/containers/container.ts';
import type { Finding } from '../../src/containers/finding.ts';
import type { HostSample, ResourceSample } from '../../src/containers/sample.ts';
import type { Incident, RecordedDecision, Remediation, TimelineEntry } from '../../src/incidents/incident.ts';
import type { DecisionQuery, IncidentArchive, IncidentQuery, IncidentStory } from '../../src/incidents/ledger.ts';
import type {
  DecisionRecord,
  EngineStatus,
  FleetView,
  LeadershipStatus,
  ProbeView,
  StorageStatus,
  TargetView,
} from '../../src/incidents/view.ts';

/** 2026-11-20T12:00:00Z: the moment at which all of these builders live. */
export const NOW = Date.UTC(2026, 10, 20, 12);

/** How a monitor sees itself that stands by for another. */
export const STANDBY: LeadershipStatus = {
  role: 'standby',
  name: 'box:8378',
  host: 'box',
  leader: 'box:8377',
  epoch: undefined,
  since: NOW - 60_000,
};

/** A fleet in memory: set its fields, then look at what the faces make of it. */
export class FakeFleet implements FleetView {
  views: TargetView[] = [];
  decisions = new Map<string, DecisionRecord[]>();
  openList: Incident[] = [];
  findingList: Finding[] = [];
  engineStatus: EngineStatus = {
    connected: true,
    since: NOW - 3_600_000,
    lastHeardAt: NOW - 2_000,
    host: 'box',
    version: '20.10.24',
    reason: undefined,
  };
  storageStatus: StorageStatus = {
    ready: true,
    since: NOW - 3_600_000,
    spooledRecords: 0,
    droppedSamples: 0,
    reason: undefined,
  };
  leadershipStatus: LeadershipStatus = {
    role: 'leader',
    name: 'box:8377',
    host: 'box',
    leader: 'box:8377',
    epoch: 1,
    since: NOW - 3_600_000,
  };
  host: HostSample | undefined = hostSample();
  unwatchedCount = 0;
  healMode: 'heal' | 'shadow' = 'heal';
  turnedAt = NOW - 1_000;

  targets = () => this.views;
  target = (name: string) => this.views.find((view) => view.target === name);
  explain = (name: string) => (this.target(name) === undefined ? undefined : (this.decisions.get(name) ?? []));
  openIncidents = () => this.openList;
  findings = () => this.findingList;
  engine = () => this.engineStatus;
  storage = () => this.storageStatus;
  hostSample = () => this.host;
  unwatched = () => this.unwatchedCount;
  mode = () => this.healMode;
  lastTurnAt = () => this.turnedAt;
  leadership = () => this.leadershipStatus;
}

/** The record in memory; `failure` is thrown by every call when set. */
export class FakeArchive implements IncidentArchive {
  stories: IncidentStory[] = [];
  decided: RecordedDecision[] = [];
  failure: Error | undefined;

  async list({ status, type, target, before, limit = 50 }: IncidentQuery): Promise<Incident[]> {
    if (this.failure) throw this.failure;
    return this.stories
      .map(({ incident }) => incident)
      .filter((incident) => status === undefined || statusFits(incident, status))
      .filter((incident) => type === undefined || incident.type === type)
      .filter((incident) => target === undefined || incident.target === target)
      .filter((incident) => before === undefined || incident.timestamp < before)
      .sort((a, b) => b.timestamp - a.timestamp)
      .slice(0, Math.min(limit, 500));
  }

  async story(idOrPrefix: string): Promise<IncidentStory | undefined> {
    if (this.failure) throw this.failure;
    const found = this.stories.filter(({ incident }) => incident.id.startsWith(idOrPrefix));
    if (found.length > 1) {
      throw new ParamedicError('ambiguous_id', `more than one incident begins with ${idOrPrefix}`, {
        cure: 'give more',
      });
    }
    return found[0];
  }

  async decisions({ host, target, since, limit }: DecisionQuery): Promise<RecordedDecision[]> {
    if (this.failure) throw this.failure;
    return this.decided
      .filter((decision) => decision.host === host && decision.target === target && decision.at >= since)
      .slice(-limit);
  }
}

const statusFits = (incident: Incident, status: string): boolean =>
  status === 'unresolved' ? incident.status !== 'resolved' : incident.status === status;

export function container(part: Partial<Container> = {}): Container {
  return {
    id: 'c0ffee'.padEnd(64, '0'),
    name: 'shop-web-1',
    target: 'shop/web#1',
    image: 'shop/web:1.4',
    imageId: 'sha256:abc',
    labels: {},
    createdAt: NOW - 86_400_000,
    state: 'running',
    health: 'healthy',
    startedAt: NOW - 7_200_000,
    finishedAt: undefined,
    exitCode: undefined,
    oomKilled: false,
    restartCount: 0,
    restartPolicy: 'unless-stopped',
    autoRemove: false,
    lastCheck: undefined,
    failingStreak: 0,
    networkMode: 'bridge',
    startPeriodMs: 0,
    startError: undefined,
    addresses: [],
    ...part,
  };
}

export function targetView(part: Partial<TargetView> = {}): TargetView {
  const target = part.target ?? part.container?.target ?? 'shop/web#1';
  return {
    target,
    container: container({ target }),
    verdict: 'healthy',
    reason: 'health_check_passes',
    since: NOW - 7_200_000,
    actions: ['restart'],
    sample: resourceSample(),
    probes: [],
    openIncidents: [],
    recentAttempts: 0,
    dueAt: undefined,
    hold: undefined,
    ...part,
  };
}

export function probeView(part: Partial<ProbeView> = {}): ProbeView {
  return {
    name: 'up',
    kind: 'http',
    state: 'passing',
    since: NOW - 3_600_000,
    lastAt: NOW - 5_000,
    latencyMs: 25,
    slow: false,
    detail: 'answered after 25 ms',
    ...part,
  };
}

export function resourceSample(part: Partial<ResourceSample> = {}): ResourceSample {
  return {
    at: NOW - 10_000,
    cpuPercent: 12.5,
    memoryBytes: 64 * 2 ** 20,
    memoryLimitBytes: 256 * 2 ** 20,
    networkRxBytes: 1_000,
    networkTxBytes: 2_000,
    blockReadBytes: 3_000,
    blockWriteBytes: 4_000,
    pids: 7,
    ...part,
  };
}

export function hostSample(part: Partial<HostSample> = {}): HostSample {
  return {
    at: NOW - 10_000,
    cpuRatio: 0.25,
    memoryTotalBytes: 8 * 2 ** 30,
    memoryAvailableBytes: 6 * 2 ** 30,
    diskTotalBytes: 100 * 2 ** 30,
    diskAvailableBytes: 40 * 2 ** 30,
    load1: 0.5,
    load5: 0.4,
    load15: 0.3,
    cores: 2,
    ...part,
  };
}

let serial = 0;
/** UUIDs whose first eight characters differ. */
const uuid = (): string => `${(++serial).toString(16).padStart(8, '0')}-0000-7000-8000-000000000000`;

export function incident(part: Partial<Incident> = {}): Incident {
  return {
    id: uuid(),
    timestamp: NOW - 120_000,
    target: 'shop/web#1',
    containerName: 'shop-web-1',
    containerId: 'c0ffee'.padEnd(64, '0'),
    host: 'box',
    type: 'container_unhealthy',
    severity: 'critical',
    status: 'open',
    autoHealed: false,
    description: 'The health check of shop-web-1 fails',
    healAttempts: 0,
    evidence: {},
    fingerprint: 'f00d',
    parentId: undefined,
    acknowledgedAt: undefined,
    acknowledgedBy: undefined,
    snoozedUntil: undefined,
    muted: false,
    toldAt: undefined,
    resolvedAt: undefined,
    resolution: undefined,
    ...part,
  };
}

export function remediation(part: Partial<Remediation> = {}): Remediation {
  return {
    id: uuid(),
    incidentId: uuid(),
    target: 'shop/web#1',
    containerId: 'c0ffee'.padEnd(64, '0'),
    host: 'box',
    attempt: 1,
    action: 'restart',
    intendedAt: NOW - 119_990,
    deadlineAt: NOW - 94_990,
    finishedAt: NOW - 119_700,
    outcome: 'done',
    error: undefined,
    detail: {},
    ...part,
  };
}

export function timelineEntry(part: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    id: uuid(),
    incidentId: uuid(),
    timestamp: NOW - 120_000,
    kind: 'opened',
    reason: 'health_check_fails',
    detail: {},
    ...part,
  };
}

/** An incident that was healed by one restart, with everything that belongs to it. */
export function healedStory(part: Partial<Incident> = {}): IncidentStory {
  const healed = incident({
    status: 'resolved',
    autoHealed: true,
    healAttempts: 1,
    resolvedAt: NOW - 60_000,
    resolution: 'auto_healed',
    ...part,
  });
  const at = healed.timestamp;
  const entry = (offset: number, kind: string, reason: string) =>
    timelineEntry({ incidentId: healed.id, timestamp: at + offset, kind, reason });
  return {
    incident: healed,
    timeline: [
      entry(0, 'opened', 'health_check_fails'),
      entry(10, 'intended', 'health_check_fails'),
      entry(300, 'finished', 'done'),
      entry(30_000, 'recovering', 'health_check_passes'),
      entry(60_000, 'resolved', 'auto_healed'),
    ],
    remediations: [remediation({ incidentId: healed.id, intendedAt: at + 10, finishedAt: at + 300 })],
    children: [],
  };
}
