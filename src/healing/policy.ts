import type { HealConfig } from '../config/config.ts';
import type { ContainerSettings } from '../config/container-settings.ts';
import type { Container } from '../containers/container.ts';
import type { IncidentType, Remediation, RemediationAction } from '../incidents/incident.ts';
import type { Verdict } from '../probes/verdict.ts';
import { canCure, ladderOf, type Rung } from './ladder.ts';
import { budgetFreeAt, isBrakeOn, nextAttemptAt } from './pacing.ts';
import type { Place } from './place.ts';
import { engineFirst, family } from './precedence.ts';
import type { GiveUpReason, RefusalReason } from './reasons.ts';
import type { Relative } from './relatives.ts';

export type Decision =
  | { readonly kind: 'act'; readonly action: RemediationAction; readonly attempt: number; readonly reason: string }
  | { readonly kind: 'wait'; readonly until: number; readonly reason: RefusalReason }
  /** `would`: what is not done because this is shadow mode. */
  | { readonly kind: 'hold'; readonly reason: RefusalReason; readonly would?: string }
  | { readonly kind: 'give_up'; readonly reason: GiveUpReason };

/** Everything that the decision rests on. Nothing else does. */
export interface Case {
  readonly verdict: Verdict;
  /** Since when the verdict stands. */
  readonly since: number;
  readonly container: Container;
  readonly settings: ContainerSettings;
  readonly heal: HealConfig;
  /** Attempts on this target, oldest first; at least all within the budget's window and all of the open incidents. */
  readonly attempts: readonly Remediation[];
  /** What was called off since the last of them, before anything was done; oldest first. */
  readonly calledOff: readonly Remediation[];
  /** Rungs climbed for the incidents that are open now, oldest first, notifications among them. */
  readonly climbed: readonly Remediation[];
  readonly escalated: boolean;
  readonly place: Place;
  /** Whom it needs, nearest first. */
  readonly relatives: readonly Relative[];
  /** The container in whose network it lives was replaced: a restart cannot join the new one. */
  readonly stranded: boolean;
  /** It runs on an image that was never well, and was well on another one before. */
  readonly badUpdate: boolean;
  /** People asked that nothing be healed now. */
  readonly pause: { readonly reason: 'maintenance' | 'guarded'; readonly until: number } | undefined;
  readonly surroundings: Surroundings;
}

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

const LOOK_AGAIN_MS = 10_000;

type Rule = (input: Case, now: number) => Decision | undefined;

/** Pure: what to do about one target now. In shadow mode it is only said what would be done. */
export function decideHealing(input: Case, now: number): Decision {
  const decision = decideAs(input, now);
  if (input.surroundings.mode !== 'shadow') return decision;
  if (decision.kind === 'act') return { kind: 'hold', reason: 'shadow_mode', would: decision.action };
  if (decision.kind === 'give_up') return { kind: 'hold', reason: 'shadow_mode', would: `give up: ${decision.reason}` };
  return decision;
}

/** The first rule that speaks, decides. */
function decideAs(input: Case, now: number): Decision {
  const rules: Rule[] = [inability, foreignHands, pause, wishes, engineFirst, family, noCure, climbed];
  for (const rule of [...rules, ...(nextRung(input) === 'notify' ? [] : [pacing, brakes])]) {
    const decision = rule(input, now);
    if (decision !== undefined) return decision;
  }
  const action = nextRung(input);
  // `climbed` has given up before there is no next rung.
  if (action === undefined) return { kind: 'hold', reason: 'handed_over' };
  const attempt = input.climbed.filter((rung) => rung.action !== 'notify').length + 1;
  return { kind: 'act', action, attempt, reason: input.verdict.reason };
}

const troubleOf = ({ verdict }: Case): IncidentType => (verdict.kind === 'sick' ? verdict.type : 'container_unhealthy');

function nextRung(input: Case): Rung | undefined {
  const { settings, climbed, stranded } = input;
  const actions = climbed.map(({ action }) => action);
  const rung = ladderOf(settings, troubleOf(input), actions)[climbed.length];
  return stranded && rung === 'restart' ? 'recreate' : rung;
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
  if (place !== 'ordinary' && !(place === 'own_stack' && settings.actionsByLabel)) {
    return { kind: 'hold', reason: place };
  }
  if (heal.onlyRunning && container.state !== 'running') return { kind: 'hold', reason: 'not_running' };
  // Made and never started, without an error: whoever made it may want it so.
  if (container.state === 'created' && container.startError === undefined) {
    return { kind: 'hold', reason: 'never_started' };
  }
  return undefined;
}

function pause(input: Case): Decision | undefined {
  return input.pause === undefined ? undefined : { kind: 'wait', ...input.pause };
}

function wishes(input: Case): Decision | undefined {
  if (input.escalated) return { kind: 'hold', reason: 'handed_over' };
  const { actions } = input.settings;
  if (actions.every((action) => action === 'none')) return { kind: 'hold', reason: 'heal_none' };
  const onlyNotify = actions.every((action) => action === 'notify');
  return onlyNotify && input.climbed.length > 0 ? { kind: 'hold', reason: 'notify_only' } : undefined;
}

function noCure(input: Case): Decision | undefined {
  if (input.badUpdate) return { kind: 'give_up', reason: 'bad_update' };
  const trouble = troubleOf(input);
  const isHopeless = trouble === 'restart_loop' && !canCure(input.settings, trouble);
  return isHopeless ? { kind: 'give_up', reason: 'restart_loop' } : undefined;
}

function climbed(input: Case): Decision | undefined {
  return nextRung(input) === undefined ? { kind: 'give_up', reason: 'attempts_exhausted' } : undefined;
}

function pacing({ attempts, calledOff, heal, settings, surroundings }: Case, now: number): Decision | undefined {
  const startPeriodEnd = surroundings.startedAt + heal.startPeriodMs;
  if (now < startPeriodEnd) return { kind: 'wait', until: startPeriodEnd, reason: 'start_period' };
  const settled = settledAt(attempts[attempts.length - 1], settings.verifyMs);
  if (now < settled) return { kind: 'wait', until: settled, reason: 'settling' };
  // What is called off by us again and again must not go round in a circle; what another monitor left is no reason to wait.
  const ours = calledOff.filter(({ intendedAt }) => intendedAt >= surroundings.startedAt);
  const next = Math.max(...[attempts, ours].map((chain) => nextAttemptAt(chain, heal, heal.resetMs, now)));
  return now < next ? { kind: 'wait', until: next, reason: 'backoff' } : undefined;
}

/** A command in a container that goes on running shows its effect only with the next checks. */
export function settledAt(last: Remediation | undefined, verifyMs: number): number {
  const runsOn = last?.action === 'exec' && last.outcome === 'done';
  return runsOn && last.finishedAt !== undefined ? last.finishedAt + verifyMs : 0;
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
    return { kind: 'wait', until: now + LOOK_AGAIN_MS, reason: 'max_unhealthy' };
  }
  return undefined;
}
