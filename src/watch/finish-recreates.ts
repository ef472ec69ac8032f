import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Hands } from '../healing/ports.ts';
import { isBeingReplaced } from './admission.ts';
import type { Roster } from './roster.ts';

/** What a Paramedic that died in the middle of a recreate left behind is finished, or put back, before anybody is judged by it. */
export async function finishRecreates(hands: Hands, roster: Roster, logger: Logger): Promise<void> {
  const busy = [...roster.entries].filter(isBeingReplaced).map(({ chart }) => chart.container.name);
  try {
    const repaired = await hands.repairRecreates(new Set(busy));
    for (const { name, outcome } of repaired) logger.warn('recreate_repaired', { name, outcome });
  } catch (error) {
    logger.error('recreate_repair_failed', { error: messageOf(error) });
  }
}
