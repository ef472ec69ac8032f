import type { HealConfig } from '../../src/config/config.ts';
import type { ContainerSettings } from '../../src/config/container-settings.ts';
import type { Container } from '../../src/containers/container.ts';
import type { EngineAction, EngineEvent } from '../../src/containers/event.ts';
import { NO_INTENT } from '../../src/containers/intent.ts';
import type { Chart } from '../../src/healing/chart.ts';
import type { World } from '../../src/healing/draft.ts';
import type { Case, Surroundings } from '../../src/healing/policy.ts';
import type { Remediation } from '../../src/incidents/incident.ts';
import { NO_HISTORY } from '../../src/probes/restart-loop.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Literals of the domain with sensible defaults, for tests of decisions. Time begins at T0. */
export const T0 = 1_800_000_000_000;

export const HEAL: HealConfig = {
  maxAttempts: 2,
  verifyMs: 30_000,
  stopTimeoutMs: 10_000,
  backoffMinMs: 10_000,
  backoffMaxMs: 300_000,
  resetMs: 600_000,
  budget: { count: 5, windowMs: 300_000 },
  hostBudget: { count: 60, windowMs: 600_000 },
  maxUnhealthyRatio: 0.6,
  concurrency: 4,
  startPeriodMs: 0,
  onlyRunning: false,
};

export const SETTINGS: ContainerSettings = {
  watched: true,
  actions: ['restart'],
  actionsByLabel: false,
  maxAttempts: 2,
  maxAttemptsByLabel: false,
  exec: undefined,
  dependsOn: [],
  guards: [],
  probes: [],
  logs: [],
  limits: { cpuRatio: undefined, memoryRatio: undefined },
  stopTimeoutMs: 10_000,
  verifyMs: 30_000,
  escalate: true,
  workspace: undefined,
};

export const SURROUNDINGS: Surroundings = {
  mode: 'heal',
  startedAt: T0 - 3_600_000,
  engineReachable: true,
  resyncing: false,
  hostAttempts: [],
  sick: 1,
  watched: 20,
};

export const container = (part: Partial<Container> = {}): Container => ({
  id: 'c1'.padEnd(64, '0'),
  name: 'web',
  target: 'web',
  image: 'shop/web:1',
  imageId: 'sha256:1',
  labels: {},
  createdAt: T0 - 7_200_000,
  state: 'running',
  health: 'healthy',
  startedAt: T0 - 3_600_000,
  finishedAt: undefined,
  exitCode: undefined,
  oomKilled: false,
  restartCount: 0,
  restartPolicy: 'no',
  autoRemove: false,
  lastCheck: undefined,
  failingStreak: 0,
  networkMode: 'bridge',
  startPeriodMs: 0,
  startError: undefined,
  addresses: [],
  ...part,
});

export const chart = (part: Partial<Chart> = {}): Chart => ({
  target: 'web',
  container: container(),
  place: 'ordinary',
  settings: SETTINGS,
  intent: NO_INTENT,
  verdict: { kind: 'healthy', reason: 'health_check_passes' },
  since: T0 - 3_600_000,
  stateSince: T0 - 3_600_000,
  probes: [],
  symptoms: [],
  history: NO_HISTORY,
  images: { current: 'sha256:1', proven: [] },
  dismissed: [],
  incidents: [],
  attempts: [],
  leftAloneFor: [],
  refusal: undefined,
  judgedAttemptId: undefined,
  recalled: undefined,
  dueAt: undefined,
  ...part,
});

export const event = (action: EngineAction, at: number, part: Partial<EngineEvent> = {}): EngineEvent => ({
  at,
  action,
  id: 'c1'.padEnd(64, '0'),
  name: 'web',
  image: 'shop/web:1',
  target: 'web',
  labels: {},
  ...part,
});

export const attempt = (part: Partial<Remediation> = {}): Remediation => ({
  id: '01990000-0000-7000-8000-000000000001',
  incidentId: '01990000-0000-7000-8000-00000000000a',
  target: 'web',
  containerId: 'c1'.padEnd(64, '0'),
  host: 'host-1',
  attempt: 1,
  action: 'restart',
  intendedAt: T0,
  deadlineAt: T0 + 25_000,
  finishedAt: T0 + 200,
  outcome: 'done',
  error: undefined,
  detail: {},
  ...part,
});

/** Ids that count, so that a failing test reads well. */
export const counter = (): (() => string) => {
  let n = 0;
  return () => `01990000-0000-7000-8000-${String(++n).padStart(12, '0')}`;
};

export const world = (part: Partial<World> = {}, surroundings: Partial<Surroundings> = {}): World => ({
  host: 'host-1',
  heal: HEAL,
  thresholds: THRESHOLDS,
  tells: true,
  parents: () => [],
  dependents: () => [],
  actedOn: () => false,
  quiet: () => ({ muted: undefined, until: undefined, pause: undefined }),
  surroundings: { ...SURROUNDINGS, ...surroundings },
  watchedSince: T0 - 3_600_000,
  executing: new Set(),
  newId: counter(),
  ...part,
});

/** What a decision on healing rests on, of one that is sick for the first time; the rest is given. */
export const caseFor = (part: Partial<Case> & Pick<Case, 'verdict'>): Case => ({
  ...{ container: container({ health: 'unhealthy' }), settings: SETTINGS, heal: HEAL, since: T0 },
  ...{ attempts: [], calledOff: [], climbed: [], escalated: false, place: 'ordinary', relatives: [] },
  ...{ stranded: false, badUpdate: false, pause: undefined, surroundings: SURROUNDINGS },
  ...part,
});
