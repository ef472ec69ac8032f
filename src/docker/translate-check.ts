import { redact } from '../base/redact.ts';
import type { HealthCheckResult } from '../containers/container.ts';
import { instantOf } from './instants.ts';
import type { InspectedCheck, Maybe } from './vendor.ts';

const OUTPUT_CAP = 1_000;

/** One entry of the HEALTHCHECK's log, without the container's secrets; undefined when it has no time. Pure. */
export function checkOf(check: Maybe<InspectedCheck>, secrets: readonly string[]): HealthCheckResult | undefined {
  const start = instantOf(check?.Start);
  if (!check || start === undefined) return undefined;
  const end = instantOf(check.End) ?? start;
  return {
    at: end,
    durationMs: Math.max(0, end - start),
    exitCode: check.ExitCode ?? -1,
    // Hidden before it is cut: half of a secret would not be recognised.
    output: redact(check.Output ?? '', secrets).slice(0, OUTPUT_CAP),
  };
}
