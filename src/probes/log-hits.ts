import { detailOf } from './detail.ts';
import type { Symptom } from './symptom.ts';

/** One line in which triggers were found. */
export interface LogHit {
  readonly atMs: number;
  readonly triggers: readonly string[];
  readonly line: string;
}

/** What was found in the log of one target since it was last quiet. */
export interface LogHits {
  readonly count: number;
  readonly byTrigger: Readonly<Record<string, number>>;
  /** The last of them, oldest first. */
  readonly last: readonly LogHit[];
  /** By our own clock. */
  readonly lastSeenAt: number;
}

/** Quiet so long: the trouble is over. */
export const LOG_QUIET_MS = 600_000;
const LINES_KEPT = 5;
const QUOTE_CHARS = 300;

/**
 * Pure: more lines, perhaps none; undefined when there was nothing, or nothing any more for long enough. `secrets` of the
 * container are not quoted.
 */
export function nextHits(
  hits: LogHits | undefined,
  found: readonly LogHit[],
  secrets: readonly string[],
  now: number,
): LogHits | undefined {
  const before = hits !== undefined && now - hits.lastSeenAt < LOG_QUIET_MS ? hits : undefined;
  if (found.length === 0) return before;
  const byTrigger: Record<string, number> = { ...before?.byTrigger };
  for (const name of found.flatMap(({ triggers }) => triggers)) byTrigger[name] = (byTrigger[name] ?? 0) + 1;
  const last = [...(before?.last ?? []), ...found].slice(-LINES_KEPT);
  const quoted = last.map((hit) => ({ ...hit, line: detailOf(hit.line, QUOTE_CHARS, secrets) }));
  return { count: (before?.count ?? 0) + found.length, byTrigger, last: quoted, lastSeenAt: now };
}

/** Pure. One symptom for all triggers: one target has one trouble with its log. */
export function logSymptoms(name: string, hits: LogHits | undefined): readonly Symptom[] {
  const newest = hits?.last.at(-1);
  if (hits === undefined || newest === undefined) return [];
  const times = hits.count === 1 ? '' : ` (${hits.count} lines so far)`;
  return [
    {
      type: 'log_trigger',
      severity: 'critical',
      reason: 'log_line_matches',
      description: `The log of ${name} matches ${newest.triggers.join(', ')}${times}: ${newest.line}`,
      evidence: {
        count: hits.count,
        triggers: hits.byTrigger,
        lines: hits.last.map(({ atMs, line }) => `${new Date(atMs).toISOString()} ${line}`),
      },
    },
  ];
}
