import { readReport } from '../escalation/report.ts';
import type { RunOutcome, RunReport } from '../escalation/run.ts';
import type { LimitName } from './limits.ts';
import type { Tally } from './tally.ts';

/** Why we ended a run ourselves. */
export type Stop =
  | { readonly kind: 'limit'; readonly limit: LimitName; readonly afterMs: number }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'gate'; readonly reason: string }
  | { readonly kind: 'hopeless'; readonly why: string };

export interface Conclusion {
  readonly outcome: RunOutcome;
  readonly error: string | undefined;
  readonly report: RunReport | undefined;
}

/** How a launch ended besides what its messages say. */
export interface Ending {
  readonly stop: Stop | undefined;
  /** What the SDK threw; it does so after every result that is an error, too. */
  readonly thrown: string | undefined;
  /** What Claude Code wrote to stderr, its end. */
  readonly stderr: string;
  readonly exit: { readonly code: number | null; readonly signal: string | null } | undefined;
}

const LIMITS: Record<LimitName, string> = {
  wall_clock: 'it took longer than',
  no_first_event: 'nothing was heard of it within',
  silent: 'nothing was heard of it for',
};

/**
 * What a launch came to. What we did ourselves counts before what Claude Code says of it; then its last result; without a
 * result it broke off. A report that arrived is kept whatever the outcome. "Success" with an error inside is none, and so is
 * success without the report that was asked for.
 */
export function conclude(sum: Tally, ending: Ending): Conclusion {
  const report = sum.result?.subtype === 'success' ? readReport(sum.result.structured_output) : undefined;
  const end = (outcome: RunOutcome, error?: string): Conclusion => ({ outcome, error, report });
  const { stop } = ending;
  if (stop?.kind === 'cancelled') return end('cancelled', 'it was cancelled');
  if (stop?.kind === 'gate') return end('stopped_at_gate', `the gate ended it: ${stop.reason}`);
  if (stop?.kind === 'hopeless') return end('api_error', stop.why);
  if (stop?.kind === 'limit') return end(stop.limit, `${LIMITS[stop.limit]} ${Math.round(stop.afterMs / 1_000)} s`);
  if (sum.result === undefined) return brokenOff(sum, ending, end);
  const { result } = sum;
  const why = result.subtype === 'success' ? result.result : (result.errors ?? []).join('; ');
  switch (result.subtype) {
    case 'error_max_turns':
      return end('max_turns', why);
    case 'error_max_budget_usd':
      return end('max_usd', why);
    case 'error_max_structured_output_retries':
      return end('no_report', why);
    case 'success':
      if (result.is_error) return end('api_error', why);
      return report === undefined ? end('no_report', 'it ended without a usable report') : end('completed');
    default:
      return end('api_error', why);
  }
}

function brokenOff(sum: Tally, ending: Ending, end: (outcome: RunOutcome, error: string) => Conclusion): Conclusion {
  const { exit } = ending;
  const how =
    exit === undefined ? 'it did not start' : `it ended with ${exit.signal ?? `code ${exit.code}`} and no result`;
  const why = [how, ending.stderr.trim() || ending.thrown].filter(Boolean).join(': ');
  return end(sum.sessionId === undefined ? 'launch_failed' : 'lost', why);
}
