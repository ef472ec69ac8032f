import type { Finding } from '../findings.ts';
import { type ScaleBench, scale } from './scale.ts';

/** All fleets, one after another. */
export async function runScale(bench: ScaleBench): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const containers of bench.plan.fleets) findings.push(...(await scale(bench, containers)));
  return findings;
}
