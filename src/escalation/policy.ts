import type { EscalationConfig } from '../config/config.ts';
import type { Happening } from '../incidents/happening.ts';
import { type Incident, SEVERITIES, type Severity } from '../incidents/incident.ts';
import { ESCALATION_REASONS, type EscalationReason, type NewEscalation } from './escalation.ts';
import { groupOf } from './group.ts';

/** Why an incident stays with people. */
type KeepReason = 'not_escalating' | 'below_severity' | 'label_off' | 'inhibited' | 'own_stack' | 'shadow';

export type EscalationDecision =
  | { readonly kind: 'queue'; readonly reason: EscalationReason }
  | { readonly kind: 'keep'; readonly reason: KeepReason };

export interface EscalationCase {
  /** What just happened to it, in the step that is about to be recorded. */
  readonly happening: 'opened' | 'given_up' | 'asked';
  readonly incident: Incident;
  /** Why healing gave up; undefined when it has not. */
  readonly gaveUp: string | undefined;
  /** The label `paramedic.escalate`. */
  readonly mayEscalate: boolean;
  /** Paramedic's own containers: whoever mends the one that sends for help cannot be sent for by it. */
  readonly isOwn: boolean;
  readonly mode: 'heal' | 'shadow';
  readonly config: EscalationConfig;
}

/** Does this incident go to Claude Code now? Pure. */
export function decideEscalation(input: EscalationCase): EscalationDecision {
  const { happening, incident, config } = input;
  const keep = (reason: KeepReason): EscalationDecision => ({ kind: 'keep', reason });
  const atOnce = config.atOnce.includes(incident.type);
  // A person has decided already.
  if (happening === 'asked') return { kind: 'queue', reason: 'asked_for' };
  // A hand-over has an incident of its own beside the one that was handed over, which is the one that goes on the queue.
  if (incident.type === 'heal_failed') return keep('not_escalating');
  if (happening === 'opened' && !atOnce) return keep('not_escalating');
  if (input.mode === 'shadow') return keep('shadow');
  if (!input.mayEscalate) return keep('label_off');
  if (input.isOwn) return keep('own_stack');
  // Its trouble comes from somebody else's, and that one's incident goes; a bad update likewise goes as what it made sick. Healing
  // gives up only on what heads its story and stays sick without anybody else's trouble, whatever it once was a child of.
  if (happening === 'opened' && incident.parentId !== undefined) return keep('inhibited');
  if (rank(incident.severity) < rank(config.minSeverity)) return keep('below_severity');
  return { kind: 'queue', reason: happening === 'opened' ? 'at_once' : reasonOf(input.gaveUp) };
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

const reasonOf = (gaveUp: string | undefined): EscalationReason =>
  ESCALATION_REASONS.find((reason) => reason === gaveUp) ?? 'attempts_exhausted';

/** Where an incident comes from; without a container (host, missing service) there are no labels. */
export interface Origin {
  readonly labels: Readonly<Record<string, string>>;
  readonly workspace: string | undefined;
  readonly mayEscalate: boolean;
  readonly isOwn: boolean;
}

export interface QueueingOptions {
  readonly mode: 'heal' | 'shadow';
  readonly config: EscalationConfig;
  readonly newId: () => string;
}

/** What goes on the queue with a step, and which incidents no longer need anybody; to be recorded with the step itself. */
export function escalationsOf(
  happenings: readonly Happening[],
  origin: Origin,
  options: QueueingOptions,
  now: number,
): { readonly queued: readonly NewEscalation[]; readonly withdrawn: readonly Incident[] } {
  const resolved = happenings.flatMap((it) => (it.kind === 'incident_resolved' ? [it.incident] : []));
  const queued = new Map<string, NewEscalation>();
  for (const happening of happenings) {
    const escalation = escalationOf(happening, origin, options, now);
    // Given up weighs more than opened: it comes later in the same step.
    if (escalation !== undefined) queued.set(escalation.incidentId, escalation);
  }
  for (const { id } of resolved) queued.delete(id);
  return { queued: [...queued.values()], withdrawn: resolved };
}

/** The happenings that may put an incident on the queue. */
const TELLING: Partial<Record<Happening['kind'], EscalationCase['happening']>> = {
  incident_opened: 'opened',
  incident_escalated: 'given_up',
  escalation_asked: 'asked',
};

function escalationOf(
  happening: Happening,
  { labels, workspace, mayEscalate, isOwn }: Origin,
  { mode, config, newId }: QueueingOptions,
  now: number,
): NewEscalation | undefined {
  const what = TELLING[happening.kind];
  if (what === undefined || !('incident' in happening) || happening.incident === undefined) return undefined;
  const { incident } = happening;
  const gaveUp = happening.kind === 'incident_escalated' ? happening.reason : undefined;
  const decision = decideEscalation({ happening: what, incident, gaveUp, mayEscalate, isOwn, mode, config });
  if (decision.kind === 'keep') return undefined;
  // Who asks does not want to wait for what may come as well.
  const readyAt = what === 'asked' ? now : now + config.coalesceMs;
  const { key, project } = groupOf(incident.target, labels);
  return {
    id: newId(),
    incidentId: incident.id,
    host: incident.host,
    target: incident.target,
    groupKey: key,
    project,
    workspace,
    severity: incident.severity,
    reason: decision.reason,
    createdAt: now,
    readyAt,
    expiresAt: readyAt + config.expireMs,
  };
}
