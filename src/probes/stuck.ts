import type { ThresholdConfig } from '../config/config.ts';
import type { Container } from '../containers/container.ts';
import { isOneOff } from '../containers/target.ts';
import type { Severity } from '../incidents/incident.ts';
import { spanInWords } from './words.ts';

interface Stuck {
  readonly reason:
    | 'start_failed'
    | 'never_started'
    | 'restarting_forever'
    | 'removal_hangs'
    | 'dead'
    | 'starting_forever';
  readonly description: string;
  readonly severity: Severity;
}

export interface StuckVerdict {
  readonly stuck: Stuck | undefined;
  /** When it would be stuck if nothing changes; undefined when it is, or when this state may last. */
  readonly until: number | undefined;
}

/** A start that failed is told by the engine to whoever asked for it; this long after it nobody has cared. */
const START_FAILED_PATIENCE_MS = 60_000;

const MAY_LAST: StuckVerdict = { stuck: undefined, until: undefined };

/**
 * Pure: has it been for too long in a state that should pass? `since`: the instant at which this state was first seen.
 * Never stuck: what was only created (`docker create` does that on purpose, unless compose made it as a service),
 * paused, exited, running without a health check.
 */
export function stuckVerdict(
  container: Container,
  since: number,
  thresholds: Pick<ThresholdConfig, 'stuckMs'>,
  now: number,
): StuckVerdict {
  const passing = passingState(container, since, thresholds.stuckMs);
  if (passing === undefined) return MAY_LAST;
  const until = passing.since + passing.patienceMs;
  if (now < until) return { stuck: undefined, until };
  const { reason, severity, text } = passing;
  const description = `${container.name} ${text} for more than ${spanInWords(passing.patienceMs)}`;
  return { stuck: { reason, severity, description }, until: undefined };
}

interface PassingState extends Pick<Stuck, 'reason' | 'severity'> {
  readonly since: number;
  readonly patienceMs: number;
  readonly text: string;
}

function passingState(container: Container, since: number, stuckMs: number): PassingState | undefined {
  switch (container.state) {
    case 'created':
      return createdState(container, since, stuckMs);
    case 'restarting': {
      const text = 'has not come up under the restarts of the engine';
      // A later end means that it has lived in between: that is progress (or a restart loop), not stuck.
      const from = Math.max(since, container.finishedAt ?? since);
      return { since: from, patienceMs: stuckMs, reason: 'restarting_forever', severity: 'critical', text };
    }
    case 'removing':
      return { since, patienceMs: stuckMs, reason: 'removal_hangs', severity: 'warning', text: 'has been in removal' };
    case 'dead': {
      const text = 'has been dead, removed only in part,';
      return { since, patienceMs: stuckMs, reason: 'dead', severity: 'warning', text };
    }
    case 'running':
      return startingState(container, since, stuckMs);
    case 'paused':
    case 'exited':
      return undefined;
  }
}

function createdState(container: Container, since: number, stuckMs: number): PassingState | undefined {
  const { labels, startError } = container;
  if (isOneOff(labels)) return undefined;
  if (startError !== undefined) {
    const text = `could not be started (${startError}) and has been left so`;
    return { since, patienceMs: START_FAILED_PATIENCE_MS, reason: 'start_failed', severity: 'critical', text };
  }
  if (!labels['com.docker.compose.project'] || !labels['com.docker.compose.service']) return undefined;
  const text = 'was made as a service and has not been started';
  return { since, patienceMs: stuckMs, reason: 'never_started', severity: 'warning', text };
}

/**
 * Only with a result of this life: before the first check nobody knows how far apart its checks are, and a check every
 * half an hour is no trouble.
 */
function startingState(container: Container, since: number, stuckMs: number): PassingState | undefined {
  const { health, lastCheck, startedAt = since, startPeriodMs } = container;
  if (health !== 'starting' || lastCheck === undefined || lastCheck.at < startedAt) return undefined;
  const text = 'has been starting, without a verdict of its health checks,';
  const patienceMs = startPeriodMs + stuckMs;
  return { since: Math.max(since, startedAt), patienceMs, reason: 'starting_forever', severity: 'critical', text };
}
