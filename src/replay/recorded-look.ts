import type { HealAction } from '../config/container-settings.ts';
import type { Container, ContainerState, HealthState, RestartPolicy } from '../containers/container.ts';
import type { Place } from '../healing/place.ts';
import { type Flip, INCIDENT_TYPES, SEVERITIES } from '../incidents/incident.ts';
import type { Verdict } from '../probes/verdict.ts';

/** One change of verdict as the flow can take it in again. */
export interface RecordedLook {
  readonly container: Container;
  readonly opinion: Verdict;
  readonly place: Place;
  /** As the labels asked for them; undefined when they were not recorded. */
  readonly actions: readonly HealAction[] | undefined;
}

const STATES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const;
const HEALTHS = ['none', 'starting', 'healthy', 'unhealthy'] as const;
const RESTART_POLICIES = ['no', 'on-failure', 'always', 'unless-stopped'] as const;
const PLACES = ['ordinary', 'own_container', 'own_stack', 'swarm_managed', 'one_off', 'one_shot_job'] as const;
const ACTIONS = ['exec', 'restart', 'recreate', 'restart-dependents', 'stop', 'notify', 'none'] as const;

const oneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined =>
  known.find((candidate) => candidate === value);

/** Undefined when the record does not tell enough: what a target was sick of was not recorded at first. */
export function recordedLook(flip: Flip): RecordedLook | undefined {
  const opinion = opinionOf(flip);
  if (opinion === undefined) return undefined;
  const { actions } = flip.detail;
  const named = Array.isArray(actions) ? actions.flatMap((action) => oneOf(ACTIONS, action) ?? []) : [];
  return {
    container: containerOf(flip, opinion),
    opinion,
    place: oneOf<Place>(PLACES, flip.detail.place) ?? 'ordinary',
    actions: named.length > 0 ? named : undefined,
  };
}

function opinionOf({ to, reason, detail }: Flip): Verdict | undefined {
  // Reasons of the record are the reasons of verdicts; one that has since been given up decides nothing here.
  if (to === 'healthy' || to === 'unknown' || to === 'off') return { kind: to, reason } as Verdict;
  const type = oneOf(INCIDENT_TYPES, detail.type);
  if (to !== 'sick' || type === undefined) return undefined;
  const severity = oneOf(SEVERITIES, detail.severity) ?? 'critical';
  return { kind: 'sick', type, severity, reason, description: String(detail.description ?? reason) };
}

/** The facts that decisions rest on; what is not on record is as it is most of the time. */
function containerOf({ target, containerId, at, reason, detail }: Flip, opinion: Verdict): Container {
  const state = oneOf<ContainerState>(STATES, detail.state) ?? (opinion.kind === 'off' ? 'exited' : 'running');
  const isUp = state === 'running' || state === 'paused';
  return {
    ...{ id: containerId, name: target, target, image: '', labels: {}, networkMode: 'bridge', addresses: [] },
    imageId: typeof detail.imageId === 'string' ? detail.imageId : '',
    createdAt: 0,
    state,
    health: oneOf<HealthState>(HEALTHS, detail.health) ?? 'none',
    startedAt: undefined,
    finishedAt: isUp ? undefined : at,
    exitCode: typeof detail.exitCode === 'number' ? detail.exitCode : undefined,
    oomKilled: false,
    restartCount: 0,
    restartPolicy: oneOf<RestartPolicy>(RESTART_POLICIES, detail.restartPolicy) ?? 'no',
    autoRemove: false,
    lastCheck: undefined,
    failingStreak: 0,
    startPeriodMs: 0,
    startError: reason === 'start_failed' ? 'not recorded' : undefined,
  };
}
