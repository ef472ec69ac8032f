import type { HealConfig } from '../config/config.ts';
import type { Remediation } from '../incidents/incident.ts';
import type { Chart } from './chart.ts';
import { attemptHorizon } from './forget.ts';

/** A restart of one target that took place, and the targets that were to be restarted after it. */
export interface Debt {
  readonly cause: Remediation;
  readonly dependents: readonly string[];
}

/** As many answers are remembered as one target may have parents that are healed within an hour or two. */
const ANSWERS_KEPT = 20;

/** What an attempt of the rung `restart-dependents` has on record before the act: whom it will owe a restart once it is done. */
export const promiseOf = (dependents: readonly string[]): Remediation['detail'] => ({ dependents });

/**
 * Pure: what this target owes to those who need it. It follows from the record alone, whoever carried out the attempt, and
 * lasts as long as attempts are remembered, so that an answer is never forgotten before what it answers.
 */
export function debtsOf({ target, attempts }: Chart, heal: HealConfig, now: number): readonly Debt[] {
  const horizon = attemptHorizon(heal, now);
  return attempts.flatMap((cause): Debt[] => {
    const isDone = cause.action === 'restart-dependents' && cause.outcome === 'done';
    if (!isDone || cause.target !== target || cause.intendedAt <= horizon) return [];
    return [{ cause, dependents: dependentsOf(cause) }];
  });
}

function dependentsOf({ detail: { dependents } }: Remediation): readonly string[] {
  return Array.isArray(dependents) ? dependents.filter((name): name is string => typeof name === 'string') : [];
}

/** Pure: was the dependent restarted for it, is it being restarted, or was it left alone for a reason? */
export function isAnswered({ attempts, leftAloneFor }: Chart, cause: Remediation): boolean {
  if (leftAloneFor.includes(cause.id)) return true;
  // One that was interrupted did not take place.
  return attempts.some(
    ({ incidentId, attempt, outcome }) =>
      incidentId === cause.incidentId && attempt === cause.attempt && outcome !== 'interrupted',
  );
}

/** Pure: it is not made up for later. */
export const leftAlone = ({ leftAloneFor }: Chart, cause: Remediation): Pick<Chart, 'leftAloneFor'> => ({
  leftAloneFor: [...leftAloneFor.slice(1 - ANSWERS_KEPT), cause.id],
});
