import { messageOf } from '../base/errors.ts';
import type { LaunchEnd } from '../escalation/launch.ts';
import { insist } from './insist.ts';
import { timelineFor } from './telling.ts';
import type { Attempt, Work } from './work.ts';

/** Writes down what a run came to. Its row is its own, also when the escalation is somebody else's by now: cost is cost. */
export async function endRun(
  { hold, deps }: Attempt,
  { run, story }: Work,
  end: LaunchEnd,
  aborted: string | undefined,
): Promise<void> {
  const { queue, clock, logger, settings } = deps;
  // What is not known counts as the most that it may have been: the budgets have to hold.
  const costUsd = end.costKnown ? end.costUsd : Math.max(end.costUsd, settings.claude.maxUsd);
  const detail = {
    ...{ escalation: story.escalation.id, run: run.id, turns: end.turns, cost_usd: costUsd },
    ...{ duration_ms: end.durationMs, denials: end.denials.length },
    ...(end.error === undefined ? {} : { error: end.error }),
    ...(aborted === undefined ? {} : { aborted }),
  };
  logger.info('claude_finished', { ...detail, outcome: end.outcome, swept: end.swept });
  const { outcome, error, turns, tokens } = end;
  const row = { at: clock.now(), outcome, error, turns, costUsd, tokens };
  await insist(() => queue.endRun(run.id, row), clock, hold.lost).catch((failure: unknown) =>
    logger.error('run_end_not_recorded', { run: run.id, error: messageOf(failure) }),
  );
  if (hold.lost.aborted) return;
  const ids = story.incidents.map(({ id }) => id);
  await insist(
    () => queue.tell(hold.claim, timelineFor(ids, 'claude_finished', outcome, detail, deps)),
    clock,
    hold.lost,
  );
}
