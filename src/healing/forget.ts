import type { HealConfig } from '../config/config.ts';
import type { Chart } from './chart.ts';

/** Attempts that no rule looks at any more are forgotten: nothing grows with history. */
export function forgetOldAttempts(chart: Chart, now: number, heal: HealConfig): Chart {
  const horizon = now - Math.max(heal.budget.windowMs, heal.hostBudget.windowMs, heal.resetMs + heal.backoffMaxMs);
  const open = new Set(chart.incidents.map((incident) => incident.id));
  const isNeeded = ({ intendedAt, incidentId, finishedAt }: Chart['attempts'][number]) =>
    intendedAt > horizon || open.has(incidentId) || finishedAt === undefined;
  return chart.attempts.every(isNeeded) ? chart : { ...chart, attempts: chart.attempts.filter(isNeeded) };
}
