import type { HealAction } from './container-settings.ts';
import type { Kind } from './kinds.ts';

const HEAL_ACTIONS = [
  'exec',
  'restart',
  'recreate',
  'restart-dependents',
  'stop',
  'notify',
  'none',
] as const satisfies readonly HealAction[];

export const DEFAULT_ACTIONS: readonly HealAction[] = ['restart'];

/** The rungs of the ladder in the order of the text, once each. `none` stands alone: beside another nobody can tell which was meant. */
export const actionList: Kind<readonly HealAction[]> = {
  expects:
    'a list of `exec`, `restart`, `recreate`, `restart-dependents`, `stop` and `notify`, such as `exec, restart`, or `none` alone',
  json: { type: 'string' },
  parse: (text) => {
    const names = new Set(
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    );
    const actions = [...names].flatMap((name) => HEAL_ACTIONS.filter((action) => action === name));
    const sound = names.size > 0 && actions.length === names.size;
    return sound && (names.size === 1 || !names.has('none')) ? actions : undefined;
  },
};
