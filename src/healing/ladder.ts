import type { ContainerSettings, HealAction } from '../config/container-settings.ts';
import type { IncidentType, RemediationAction } from '../incidents/incident.ts';

export type Rung = Exclude<HealAction, 'none'>;

/** A restart is what a container in a restart loop gets anyway: it is no cure for it. */
const NO_CURE_FOR_LOOPS: readonly Rung[] = ['restart', 'restart-dependents'];

/**
 * Pure: the rungs of one episode, in order. Each rung that heals is climbed once, the last one again until the attempts are
 * used up; a ladder with more rungs than attempts is climbed to its end, unless a label says how many attempts there are.
 * Empty: nothing may be done. `notify` stands where the label has it.
 *
 * The trouble may turn into another one half-way: below the highest rung that was climbed the ladder is what was climbed,
 * above it what is open to this trouble. So no rung is passed over, and none is climbed twice.
 */
export function ladderOf(
  settings: ContainerSettings,
  type: IncidentType,
  climbed: readonly RemediationAction[],
): readonly Rung[] {
  const highest = settings.actions.findLastIndex((action) => isAmong(climbed, action));
  const rungs = settings.actions.filter((action, index): action is Rung =>
    index <= highest ? isAmong(climbed, action) : isOpen(action, settings, type),
  );
  const healing = rungs.filter((rung) => rung !== 'notify');
  const last = healing[healing.length - 1];
  if (last === undefined) return rungs;
  const attempts = settings.maxAttemptsByLabel ? settings.maxAttempts : Math.max(settings.maxAttempts, healing.length);
  const isRepeated = last !== 'stop' && isOpen(last, settings, type);
  const again = isRepeated ? Math.max(0, attempts - healing.length) : 0;
  let left = attempts;
  return rungs.flatMap((rung): Rung[] => {
    if (rung === 'notify') return [rung];
    if (left === 0) return [];
    const times = rung === last ? Math.min(left, 1 + again) : 1;
    left -= times;
    return Array<Rung>(times).fill(rung);
  });
}

/** Is there anything on the ladder at all that may heal this trouble? */
export const canCure = (settings: ContainerSettings, type: IncidentType): boolean =>
  settings.actions.some((action) => action !== 'notify' && isOpen(action, settings, type));

const isAmong = (climbed: readonly RemediationAction[], action: HealAction): boolean =>
  climbed.some((rung) => rung === action);

function isOpen(action: HealAction, settings: ContainerSettings, type: IncidentType): boolean {
  if (action === 'none' || (action === 'exec' && settings.exec === undefined)) return false;
  return type !== 'restart_loop' || !NO_CURE_FOR_LOOPS.includes(action);
}
