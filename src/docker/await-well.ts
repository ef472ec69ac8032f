import type { Clock } from '../base/clock.ts';
import type { InspectedInFull } from './vendor-full.ts';

/** Up for so long without a health check counts as well. */
const UP_MS = 5_000;
const LOOK_EVERY_MS = 200;

/** Pure: `well`, `sick` with what is wrong, or `waiting` for a health check. */
export function judgeWell(
  raw: InspectedInFull,
  upForMs: number,
): { kind: 'well' | 'waiting' } | { kind: 'sick'; why: string } {
  const state = raw.State ?? {};
  if ((raw.RestartCount ?? 0) > 0 || state.Status === 'restarting') return sick('it ended and was started again');
  if (state.Status !== 'running') {
    const error = state.Error ? `: ${state.Error}` : '';
    return sick(`it is ${state.Status ?? 'in no known state'} with exit code ${state.ExitCode ?? 'unknown'}${error}`);
  }
  const health = state.Health?.Status;
  if (health === 'healthy') return { kind: 'well' };
  if (health === 'unhealthy') return sick(`its health check fails: ${state.Health?.Log?.at(-1)?.Output ?? ''}`);
  if (health === 'starting') return { kind: 'waiting' };
  return { kind: upForMs >= UP_MS ? 'well' : 'waiting' };
}

const sick = (why: string) => ({ kind: 'sick', why: why.slice(0, 500).trim() }) as const;

/** Looks until it is well or sick; undefined when it is well in time, else what is wrong. */
export async function awaitWell(
  look: () => Promise<InspectedInFull>,
  clock: Clock,
  withinMs: number,
): Promise<string | undefined> {
  const begun = clock.now();
  for (;;) {
    const upForMs = clock.now() - begun;
    const judged = judgeWell(await look(), upForMs);
    if (judged.kind === 'well') return undefined;
    if (judged.kind === 'sick') return judged.why;
    // Without a health check the span itself is the proof, so it is never cut short.
    if (upForMs >= Math.max(withinMs, UP_MS)) return `it was not well within ${Math.round(upForMs / 1000)} s`;
    await clock.sleep(LOOK_EVERY_MS);
  }
}
