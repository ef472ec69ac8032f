import type { Container } from '../containers/container.ts';
import { endCause, type Intent } from '../containers/intent.ts';
import type { IncidentType, Severity } from '../incidents/incident.ts';

/** A thresholded opinion on one target. `unknown` is a value: it never heals and never proves recovery. */
export type Verdict =
  | { readonly kind: 'healthy'; readonly reason: 'running' | 'health_check_passes' | 'probes_pass' }
  | {
      readonly kind: 'sick';
      readonly type: IncidentType;
      readonly severity: Severity;
      readonly reason: string;
      readonly description: string;
    }
  | { readonly kind: 'unknown'; readonly reason: UnknownReason; readonly until?: number }
  | { readonly kind: 'off'; readonly reason: OffReason };

type UnknownReason =
  | 'not_observed'
  | 'starting'
  | 'being_restarted'
  | 'stop_may_follow'
  | 'oom_may_follow'
  | 'ended_unseen'
  | 'restarting_after_success'
  | 'probing'
  | 'dead';

export type OffReason =
  | 'stopped_by_paramedic'
  | 'stopped_on_purpose'
  | 'paused'
  | 'finished'
  | 'not_started'
  | 'removing'
  | 'removed';

/** Pure: the facts about a container, what we saw of its end, and the time make a verdict. */
export function decideVerdict(container: Container, intent: Intent, now: number): Verdict {
  switch (container.state) {
    case 'running':
      return runningVerdict(container);
    case 'paused':
      return { kind: 'off', reason: 'paused' };
    case 'created':
      return { kind: 'off', reason: 'not_started' };
    case 'removing':
      return { kind: 'off', reason: 'removing' };
    case 'dead':
      return { kind: 'unknown', reason: 'dead' };
    case 'exited':
    case 'restarting':
      return endedVerdict(container, intent, now);
  }
}

function runningVerdict(container: Container): Verdict {
  switch (container.health) {
    case 'none':
      return { kind: 'healthy', reason: 'running' };
    case 'healthy':
      return { kind: 'healthy', reason: 'health_check_passes' };
    case 'starting':
      return { kind: 'unknown', reason: 'starting' };
    case 'unhealthy':
      return {
        kind: 'sick',
        type: 'container_unhealthy',
        severity: 'critical',
        reason: 'health_check_fails',
        description: `The health check of ${container.name} fails`,
      };
  }
}

function endedVerdict(container: Container, intent: Intent, now: number): Verdict {
  const cause = endCause(container, intent, now);
  switch (cause.kind) {
    case 'on_purpose':
      return { kind: 'off', reason: 'stopped_on_purpose' };
    case 'unseen':
      return container.exitCode === 0
        ? { kind: 'off', reason: 'finished' }
        : { kind: 'unknown', reason: 'ended_unseen' };
    case 'undecided':
      return { kind: 'unknown', reason: cause.reason, until: cause.until };
    case 'oom':
      return {
        kind: 'sick',
        type: 'oom_killed',
        severity: 'critical',
        reason: 'out_of_memory',
        description: `${container.name} was killed because it ran out of memory`,
      };
    case 'ours':
      return {
        kind: 'sick',
        type: 'container_exited',
        severity: 'critical',
        reason: 'not_up_after_restart',
        description: `${container.name} did not come up again after a restart`,
      };
    case 'crash':
      return crashVerdict(container);
  }
}

function crashVerdict(container: Container): Verdict {
  if (container.exitCode === 0) {
    return container.state === 'restarting'
      ? { kind: 'unknown', reason: 'restarting_after_success' }
      : { kind: 'off', reason: 'finished' };
  }
  const code = container.exitCode ?? 'unknown';
  return {
    kind: 'sick',
    type: 'container_exited',
    severity: 'critical',
    reason: 'exited_non_zero',
    description: `${container.name} exited with code ${code}`,
  };
}

/** Two verdicts that mean the same are no flip. */
export function sameVerdict(a: Verdict, b: Verdict): boolean {
  return a.kind === b.kind && a.reason === b.reason;
}
