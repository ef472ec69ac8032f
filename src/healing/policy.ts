import { type BackoffPolicy, backoffMs } from '../base/backoff.ts';
import type { Budget, ContainerSettings, HealConfig } from '../config/config.ts';
import type { Container } from '../containers/container.ts';
import type { Remediation, RemediationAction } from '../incidents/incident.ts';
import type { Verdict } from '../probes/verdict.ts';

/** Why nothing is done now, by name; each is a label value of paramedic_remediation_refusals_total. */
export const REFUSAL_REASONS = [
  'not_sick',
  'unknown_verdict',
  'switched_off',
  'in_progress',
  'resyncing',
  'engine_unreachable',
  'swarm_managed',
  'own_container',
  'own_stack',
  'one_off',
  'one_shot_job',
  'not_running',
  'heal_none',
  'notify_only',
  'handed_over',
  'engine_restarts',
  'start_period',
  'backoff',
  'container_budget',
  'host_budget',
  'max_unhealthy',
  'shadow_mode',
  /** The intent could not be written down, so nothing was done. */
  'not_recorded',
] as const;
type RefusalReason = (typeof REFUSAL_REASONS)[number];

export type Decision =
  | { readonly kind: 'act'; readonly action: RemediationAction; readonly attempt: number; readonly reason: string }
  | { readonly kind: 'wait'; readonly until: number; readonly reason: RefusalReason }
  | { readonly kind: 'hold'; readonly reason: RefusalReason }
  | { readonly kind: 'give_up'; readonly reason: 'attempts_exhausted' };

/** Everything that the decision rests on. Nothing else does. */
export interface Case {
  readonly verdict: Verdict;
  readonly container: Container;
  readonly settings: ContainerSettings;
  readonly heal: HealConfig;
  /** Attempts on this target, oldest first; at least all within the budget's window and all of the open incidents. */
  readonly attempts: readonly Remediation[];
  /** How many of them belong to the incidents that are open now. */
  readonly episodeAttempts: number;
  readonly escalated: boolean;
  readonly notified: boolean;
  readonly place: Place;
  readonly surroundings: Surroundings;
}

/** What the container is to us and to its engine. */
export type Place = 'ordinary' | 'own_container' | 'own_stack' | 'swarm_managed' | 'one_off' | 'one_shot_job';

export interface Surroundings {
  readonly mode: 'heal' | 'shadow';
  readonly startedAt: number;
  readonly engineReachable: boolean;
  /** The engine is back, and not everybody has been looked at since: how many are sick is not known yet. */
  readonly resyncing: boolean;
  /** When attempts were intended on this host, within the host budget's window; any order. */
  readonly hostAttempts: readonly number[];
  readonly sick: number;
  readonly watched: number;
}

/** The engine restarts a container of this policy itself; give it this long before we lend a hand. */
const ENGINE_RESTART_GRACE_MS = 5_000;
const BRAKE_LOOK_AGAIN_MS = 10_000;
/** A small fleet is not stopped by a ratio. */
const BRAKE_MINIMUM_SICK = 10;

/** Pure: what to do about one target now. The first rule that speaks, decides. */
export function decideHealing(input: Case, now: number): Decision {
  const rules = [inability, foreignHands, wishes, alreadyDone, exhausted, pacing, brakes];
  for (const rule of rules) {
    const decision = rule(input, now);
    if (decision !== undefined) return decision;
  }
  if (input.surroundings.mode === 'shadow') return { kind: 'hold', reason: 'shadow_mode' };
  const reason = input.verdict.reason;
  return { kind: 'act', action: 'restart', attempt: input.episodeAttempts + 1, reason };
}

function inability({ verdict, attempts, surroundings }: Case, now: number): Decision | undefined {
  if (verdict.kind === 'unknown') return { kind: 'hold', reason: 'unknown_verdict' };
  if (verdict.kind === 'off') return { kind: 'hold', reason: 'switched_off' };
  if (verdict.kind === 'healthy') return { kind: 'hold', reason: 'not_sick' };
  const underway = attempts.find((attempt) => attempt.finishedAt === undefined);
  if (underway !== undefined) {
    return { kind: 'wait', until: Math.max(underway.deadlineAt, now + 1_000), reason: 'in_progress' };
  }
  if (surroundings.resyncing) return { kind: 'hold', reason: 'resyncing' };
  if (!surroundings.engineReachable) return { kind: 'hold', reason: 'engine_unreachable' };
  return undefined;
}

function foreignHands({ place, settings, container, heal }: Case): Decision | undefined {
  if (place === 'own_stack' && settings.actionsByLabel) return undefined;
  if (place !== 'ordinary') return { kind: 'hold', reason: place };
  if (heal.onlyRunning && container.state !== 'running') return { kind: 'hold', reason: 'not_running' };
  return undefined;
}

function wishes({ settings, notified, escalated, episodeAttempts }: Case): Decision | undefined {
  if (escalated) return { kind: 'hold', reason: 'handed_over' };
  if (settings.actions.includes('restart')) return undefined;
  if (!settings.actions.includes('notify')) return { kind: 'hold', reason: 'heal_none' };
  if (notified) return { kind: 'hold', reason: 'notify_only' };
  return { kind: 'act', action: 'notify', attempt: episodeAttempts + 1, reason: 'notify_only' };
}

function alreadyDone({ container }: Case, now: number): Decision | undefined {
  if (container.state === 'restarting') return { kind: 'hold', reason: 'engine_restarts' };
  if (container.state !== 'exited' || container.restartPolicy === 'no') return undefined;
  const until = (container.finishedAt ?? 0) + ENGINE_RESTART_GRACE_MS;
  return now < until ? { kind: 'wait', until, reason: 'engine_restarts' } : undefined;
}

function exhausted({ episodeAttempts, settings }: Case): Decision | undefined {
  return episodeAttempts >= settings.maxAttempts ? { kind: 'give_up', reason: 'attempts_exhausted' } : undefined;
}

function pacing({ attempts, heal, surroundings }: Case, now: number): Decision | undefined {
  const startPeriodEnd = surroundings.startedAt + heal.startPeriodMs;
  if (now < startPeriodEnd) return { kind: 'wait', until: startPeriodEnd, reason: 'start_period' };
  const next = nextAttemptAt(attempts, heal, heal.resetMs, now);
  if (now < next) return { kind: 'wait', until: next, reason: 'backoff' };
  return undefined;
}

function brakes({ attempts, heal, surroundings }: Case, now: number): Decision | undefined {
  const own = budgetFreeAt(
    attempts.map((attempt) => attempt.intendedAt),
    heal.budget,
    now,
  );
  if (now < own) return { kind: 'wait', until: own, reason: 'container_budget' };
  const host = budgetFreeAt(surroundings.hostAttempts, heal.hostBudget, now);
  if (now < host) return { kind: 'wait', until: host, reason: 'host_budget' };
  if (isBrakeOn(surroundings, heal.maxUnhealthyRatio)) {
    return { kind: 'wait', until: now + BRAKE_LOOK_AGAIN_MS, reason: 'max_unhealthy' };
  }
  return undefined;
}

/** More of the fleet is sick at once than restarts could be the cure for. */
export function isBrakeOn({ sick, watched }: Pick<Surroundings, 'sick' | 'watched'>, maxRatio: number): boolean {
  return sick >= BRAKE_MINIMUM_SICK && sick > maxRatio * watched;
}

/** The instant at which one more attempt fits into the budget: `now` or later. */
export function budgetFreeAt(intended: readonly number[], budget: Budget, now: number): number {
  const inside = intended.filter((at) => at > now - budget.windowMs).sort((a, b) => a - b);
  const blocking = inside[inside.length - budget.count];
  return blocking === undefined ? now : blocking + budget.windowMs;
}

/** Backoff from the last attempt; attempts older than a quiet spell of `resetMs` no longer count. */
export function nextAttemptAt(
  attempts: readonly Remediation[],
  policy: { readonly backoffMinMs: number; readonly backoffMaxMs: number },
  resetMs: number,
  now: number,
): number {
  const chain = consecutive(attempts, resetMs, now);
  const last = chain[chain.length - 1];
  if (last === undefined) return now;
  const backoff: BackoffPolicy = { minMs: policy.backoffMinMs, maxMs: policy.backoffMaxMs };
  return endOf(last) + backoffMs(chain.length, backoff, jitterOf(last.id));
}

/** The attempts since the last quiet spell. */
function consecutive(attempts: readonly Remediation[], resetMs: number, now: number): readonly Remediation[] {
  let nextStart = now;
  let index = attempts.length;
  while (index > 0) {
    const attempt = attempts[index - 1];
    if (attempt === undefined || nextStart - endOf(attempt) >= resetMs) break;
    nextStart = attempt.intendedAt;
    index -= 1;
  }
  return attempts.slice(index);
}

const endOf = (attempt: Remediation): number => attempt.finishedAt ?? attempt.intendedAt;

/** In [0, 1), from the attempt's id: random between containers, and the same again after a restart of Paramedic. */
function jitterOf(id: string): number {
  let hash = 2_166_136_261;
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return (hash >>> 0) / 2 ** 32;
}
