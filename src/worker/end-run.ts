import { messageOf } from '../base/errors.ts';
import type { LaunchEnd } from '../escalation/launch.ts';
import type { EscalationQueue } from '../escalation/queue-port.ts';
import { insist } from './insist.ts';
import { timelineFor } from './telling.ts';
import type { Attempt, Work } from './work.ts';

type RunEnd = Parameters<EscalationQueue['endRun']>[1];

/** Writes down what a session came to, and answers how its run is to end. */
export async function noteEnd(
  { hold, deps }: Attempt,
  { run, story }: Work,
  end: LaunchEnd,
  aborted: string | undefined,
): Promise<RunEnd> {
  const { queue, clock, logger, settings } = deps;
  const { outcome, error, turns, tokens } = end;
  // What is not known counts as the most that it may have been: the budgets have to hold.
  const costUsd = end.costKnown ? end.costUsd : Math.max(end.costUsd, settings.claude.maxUsd);
  const detail = {
    ...{ escalation: story.escalation.id, run: run.id, turns, cost_usd: costUsd },
    ...{ duration_ms: end.durationMs, denials: end.denials.length },
    ...(error === undefined ? {} : { error }),
    ...(aborted === undefined ? {} : { aborted }),
  };
  const row = { at: clock.now(), outcome, error, turns, costUsd, tokens };
  await insist(() => queue.noteRun(run.id, { turns, costUsd, tokens }), clock, hold.lost).catch((failure: unknown) =>
    logger.warn('run_not_noted', { run: run.id, error: messageOf(failure) }),
  );
  logger.info('claude_finished', { ...detail, outcome, swept: end.swept });
  if (hold.lost.aborted) return row;
  const ids = story.incidents.map(({ id }) => id);
  const lines = timelineFor(ids, 'claude_finished', outcome, detail, deps);
  await insist(() => queue.tell(hold.claim, lines), clock, hold.lost);
  return row;
}

/**
 * Frees the workspace of a run for others. Its row is its own, also when the escalation is somebody else's by now: cost is cost.
 * The first call does it.
 */
export function endOnce({ hold, deps }: Attempt, { run }: Work, row: RunEnd): () => Promise<void> {
  const { queue, clock, logger } = deps;
  let ended: Promise<void> | undefined;
  return () => {
    ended ??= insist(() => queue.endRun(run.id, row), clock, hold.lost).catch((failure: unknown) =>
      logger.error('run_end_not_recorded', { run: run.id, error: messageOf(failure) }),
    );
    return ended;
  };
}
