import { wildcardFits } from '../../base/wildcard.ts';
import type { Config } from '../../config/config.ts';
import { parseLabels } from '../../config/labels.ts';
import type { ContainerSummary } from '../../containers/container.ts';
import { plural } from '../words.ts';
import type { Check } from './check.ts';

const NAME = 'guards';
const MAX_NAMES = 10;

/** Whom the containers with the label `paramedic.guards` keep from being healed now. Labels of an image are its container's too. */
export function checkGuards(containers: readonly ContainerSummary[], config: Config): Check[] {
  const all = containers.map(({ state, labels, target }) => {
    const { watched, guards } = parseLabels(labels, config, target).settings;
    return { state, target, watched, guards };
  });
  const guards = all.filter((one) => one.guards.length > 0);
  if (guards.length === 0) return [];
  const running = guards.filter(({ state }) => state === 'running');
  if (running.length === 0) {
    return [
      { level: 'ok', name: NAME, message: `none in force: ${plural(guards.length, 'guard')}, none of them runs` },
    ];
  }
  const watched = all.filter((one) => one.watched);
  return running.map((guard): Check => {
    const { target } = guard;
    const label = `\`paramedic.guards: ${guard.guards.join(', ')}\``;
    if (!guard.watched) {
      const message = `${target} runs, and its label ${label} does nothing: it is not watched`;
      return { level: 'warn', name: NAME, message, cure: 'Let Paramedic watch the guard: `paramedic.enable: true`.' };
    }
    const held = watched.filter(
      (one) => one.target !== target && guard.guards.some((pattern) => wildcardFits(pattern, one.target)),
    );
    if (held.length === 0) {
      const message = `${target} runs, and its label ${label} fits no watched container`;
      return {
        level: 'warn',
        name: NAME,
        message,
        cure: 'Name targets as `paramedic status` shows them; `*` stands for any text.',
      };
    }
    const more = held.length > MAX_NAMES ? `, and ${held.length - MAX_NAMES} more` : '';
    const names = held.slice(0, MAX_NAMES).map((one) => one.target);
    return { level: 'ok', name: NAME, message: `${target} runs: not healed meanwhile are ${names.join(', ')}${more}` };
  });
}
