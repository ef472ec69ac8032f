import { type BackoffPolicy, backoffMs } from '../base/backoff.ts';
import type { Budget } from '../config/config.ts';
import type { Remediation } from '../incidents/incident.ts';

/** A small fleet is not stopped by a ratio. */
const BRAKE_MINIMUM_SICK = 10;

/** More of the fleet is sick at once than restarts could be the cure for. */
export function isBrakeOn({ sick, watched }: { sick: number; watched: number }, maxRatio: number): boolean {
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
