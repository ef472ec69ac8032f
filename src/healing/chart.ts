import type { ContainerSettings } from '../config/config.ts';
import type { Container } from '../containers/container.ts';
import type { Intent } from '../containers/intent.ts';
import type { Incident, Remediation } from '../incidents/incident.ts';
import type { Verdict } from '../probes/verdict.ts';
import type { Place } from './policy.ts';

/** All that is known of one target at one moment. Never changed in place: a step makes the next chart. */
export interface Chart {
  readonly target: string;
  readonly container: Container;
  readonly place: Place;
  readonly settings: ContainerSettings;
  readonly intent: Intent;
  readonly verdict: Verdict;
  /** Since when the verdict stands. */
  readonly since: number;
  /** The open incidents of this target: its present episode. */
  readonly incidents: readonly Incident[];
  /** Oldest first; see `Case.attempts`. */
  readonly attempts: readonly Remediation[];
  /** Last refusal that was written into the timeline. */
  readonly refusal: string | undefined;
  /** The attempt after which the target was seen sick again, so that it is told once. */
  readonly judgedAttemptId: string | undefined;
  /** When this target has to be looked at again without any event. */
  readonly dueAt: number | undefined;
}

export const attemptUnderway = (chart: Chart): Remediation | undefined =>
  chart.attempts.find((attempt) => attempt.finishedAt === undefined);

/** The attempts that belong to the open incidents. */
export function episodeAttempts(chart: Chart): readonly Remediation[] {
  const open = new Set(chart.incidents.map((incident) => incident.id));
  return chart.attempts.filter((attempt) => open.has(attempt.incidentId));
}

/** Healing gave up on this episode. */
export const isHandedOver = (chart: Chart): boolean =>
  chart.incidents.some((incident) => incident.type === 'heal_failed');
