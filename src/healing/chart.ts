import type { ContainerSettings } from '../config/container-settings.ts';
import type { Container } from '../containers/container.ts';
import type { Intent } from '../containers/intent.ts';
import { type Incident, type IncidentType, isHandOver, type Remediation } from '../incidents/incident.ts';
import type { TargetMemory } from '../incidents/ledger.ts';
import type { ProbeReading } from '../probes/reading.ts';
import type { History } from '../probes/restart-loop.ts';
import { SYMPTOM_TYPES, type Symptom } from '../probes/symptom.ts';
import type { Verdict } from '../probes/verdict.ts';
import type { ImageHistory } from './image-history.ts';
import type { Place } from './place.ts';

/** The last verdict of the Paramedic before this one; nobody has confirmed it yet. */
export type Recalled = Pick<TargetMemory, 'containerId' | 'verdict' | 'reason' | 'since'>;

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
  /** The verdict that stood when the last Paramedic ended, until there is one of our own. */
  readonly recalled: Recalled | undefined;
  /** Since when the container is in its present state (of health, while it runs), as far as we saw. */
  readonly stateSince: number;
  /** Of our own probes, for this life of the container. */
  readonly probes: readonly ProbeReading[];
  /** Troubles that are no outage. */
  readonly symptoms: readonly Symptom[];
  readonly history: History;
  readonly images: ImageHistory;
  /** What a person resolved while the trouble lasts: it is not opened again until it is over (see `dismissal.ts`). */
  readonly dismissed: readonly IncidentType[];
  /** The open incidents of this target: its present episode. */
  readonly incidents: readonly Incident[];
  /** Oldest first; see `Case.attempts`. */
  readonly attempts: readonly Remediation[];
  /** Attempts on those whom it needs, for whose sake it was to be restarted and was left alone; the last few. */
  readonly leftAloneFor: readonly string[];
  /** Last refusal that was written into the timeline. */
  readonly refusal: string | undefined;
  /** The attempt after which the target was seen sick again, so that it is told once. */
  readonly judgedAttemptId: string | undefined;
  /** When this target has to be looked at again without any event. */
  readonly dueAt: number | undefined;
}

export const attemptUnderway = (chart: Chart): Remediation | undefined =>
  chart.attempts.find((attempt) => attempt.finishedAt === undefined);

/** An attempt that was called off before anything was done is none; one that is under way may still take place. */
export const tookPlace = ({ outcome }: Pick<Remediation, 'outcome'>): boolean => outcome !== 'withdrawn';

/** When something was done to the container, or is being done: what its budget is spent on. */
export const actedAt = ({ attempts }: Pick<Chart, 'attempts'>): readonly number[] =>
  attempts.flatMap((attempt) => (attempt.action !== 'notify' && tookPlace(attempt) ? [attempt.intendedAt] : []));

export const isSymptom = (type: IncidentType): boolean => (SYMPTOM_TYPES as readonly IncidentType[]).includes(type);

/** The incidents of the outage itself; the others come and go with their symptoms. */
export const outagesOf = (chart: Chart): readonly Incident[] => chart.incidents.filter(({ type }) => !isSymptom(type));

/** The attempts that belong to the open incidents, oldest first. */
export function episodeAttempts(chart: Chart): readonly Remediation[] {
  const open = new Set(chart.incidents.map((incident) => incident.id));
  return chart.attempts.filter((attempt) => attempt.target === chart.target && open.has(attempt.incidentId));
}

/** What was handed over by this one; undefined when it is no hand-over. */
export const handedOverBy = ({ incidents }: Chart, handOver: Incident): Incident | undefined =>
  isHandOver(handOver) ? incidents.find(({ id }) => id === handOver.parentId) : undefined;

/** A failure and its hand-over: to people one matter, whichever of the two they point at. */
export const matterOf = (chart: Chart, incident: Incident): readonly Incident[] => {
  const failed = handedOverBy(chart, incident) ?? incident;
  return chart.incidents.filter((one) => one.id === failed.id || handedOverBy(chart, one)?.id === failed.id);
};

/** A person stopped it since the chart before, whether or not anybody saw it down. */
export const isTakenDownSince = (before: Pick<Chart, 'intent'>, { intent: { takenDownAt } }: Chart): boolean =>
  takenDownAt !== undefined && takenDownAt !== before.intent.takenDownAt;

/** Healing gave up on this episode. */
export const isHandedOver = (chart: Chart): boolean => chart.incidents.some(isHandOver);
