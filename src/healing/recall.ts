import type { Verdict } from '../probes/verdict.ts';
import type { Chart, Recalled } from './chart.ts';
import type { Seen } from './draft.ts';

/** Pure: since when a changed verdict stands. One that is only confirmed after a restart of Paramedic goes on. */
export function beginOf({ recalled }: Chart, verdict: Verdict, { container, at }: Seen, now: number): number {
  if (recalled === undefined || recalled.since > now) return at;
  const isSame =
    recalled.containerId === container.id && recalled.verdict === verdict.kind && recalled.reason === verdict.reason;
  // A life that began since is a new condition, but where one life after the other is the trouble itself.
  const isNewLife = (container.startedAt ?? 0) > recalled.since;
  const isLoop = verdict.kind === 'sick' && verdict.type === 'restart_loop';
  return isSame && (isLoop || !isNewLife) ? recalled.since : at;
}

/** Not knowing neither confirms nor ends what was. */
export const stillRecalled = ({ recalled }: Chart, verdict: Verdict): Recalled | undefined =>
  verdict.kind === 'unknown' ? recalled : undefined;
