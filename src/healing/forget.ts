import type { HealConfig } from '../config/config.ts';
import type { Chart } from './chart.ts';

/** No rule looks at attempts from before this instant. */
export const attemptHorizon = (heal: HealConfig, now: number): number =>
  now - Math.max(heal.budget.windowMs, heal.hostBudget.windowMs, heal.resetMs + heal.backoffMaxMs);

/** Attempts that no rule looks at any more are forgotten: nothing grows with history. */
export function forgetOldAttempts(chart: Chart, now: number, heal: HealConfig): Chart {
  const horizon = attemptHorizon(heal, now);
  const open = new Set(chart.incidents.map((incident) => incident.id));
  const isNeeded = ({ intendedAt, incidentId, finishedAt }: Chart['attempts'][number]) =>
    intendedAt > horizon || open.has(incidentId) || finishedAt === undefined;
  return chart.attempts.every(isNeeded) ? chart : { ...chart, attempts: chart.attempts.filter(isNeeded) };
}
