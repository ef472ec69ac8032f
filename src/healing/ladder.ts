import type { ContainerSettings, HealAction } from '../config/config.ts';
import type { IncidentType } from '../incidents/incident.ts';

export type Rung = Exclude<HealAction, 'none'>;

/** A restart is what a container in a restart loop gets anyway: it is no cure for it. */
const NO_CURE_FOR_LOOPS: readonly Rung[] = ['restart', 'restart-dependents'];

/**
 * Pure: the rungs of one episode, in order. Each rung that heals is climbed once, the last one again until the attempts are
 * used up; a ladder with more rungs than attempts is climbed to its end, unless a label says how many attempts there are.
 * Empty: nothing may be done. `notify` stands where the label has it.
 */
export function ladderOf(settings: ContainerSettings, type: IncidentType): readonly Rung[] {
  const rungs = settings.actions.filter((action): action is Rung => isOpen(action, settings, type));
  const healing = rungs.filter((rung) => rung !== 'notify');
  const last = healing[healing.length - 1];
  if (last === undefined) return rungs;
  const attempts = settings.maxAttemptsByLabel ? settings.maxAttempts : Math.max(settings.maxAttempts, healing.length);
  const again = last === 'stop' ? 0 : Math.max(0, attempts - healing.length);
  let left = attempts;
  return rungs.flatMap((rung): Rung[] => {
    if (rung === 'notify') return [rung];
    if (left === 0) return [];
    const times = rung === last ? Math.min(left, 1 + again) : 1;
    left -= times;
    return Array<Rung>(times).fill(rung);
  });
}

function isOpen(action: HealAction, settings: ContainerSettings, type: IncidentType): boolean {
  if (action === 'none' || (action === 'exec' && settings.exec === undefined)) return false;
  return type !== 'restart_loop' || !NO_CURE_FOR_LOOPS.includes(action);
}
