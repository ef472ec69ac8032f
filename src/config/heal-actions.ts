import type { HealAction } from './config.ts';
import type { Kind } from './kinds.ts';

const HEAL_ACTIONS = ['restart', 'notify', 'none'] as const satisfies readonly HealAction[];

/** Names that the documentation promises for a later version. */
const LATER_ACTIONS = ['exec', 'recreate', 'restart-dependents', 'stop'] as const;

export const DEFAULT_ACTIONS: readonly HealAction[] = ['restart'];

/** What a list of actions asks for: those that work now, in order and once each, and those that do not yet. */
export interface ActionList {
  readonly actions: readonly HealAction[];
  readonly later: readonly string[];
}

/** `none` stands alone: beside another action nobody can tell which was meant. */
export const actionList: Kind<ActionList> = {
  expects: 'a list of `restart` and `notify`, such as `restart, notify`, or `none` alone',
  json: { type: 'string' },
  parse: (text) => {
    const names = [
      ...new Set(
        text
          .toLowerCase()
          .split(/[\s,]+/)
          .filter(Boolean),
      ),
    ];
    const actions = HEAL_ACTIONS.filter((action) => names.includes(action));
    actions.sort((a, b) => names.indexOf(a) - names.indexOf(b));
    const later = LATER_ACTIONS.filter((action) => names.includes(action));
    const sound = names.length > 0 && actions.length + later.length === names.length;
    return sound && (names.length === 1 || !names.includes('none')) ? { actions, later } : undefined;
  },
};
