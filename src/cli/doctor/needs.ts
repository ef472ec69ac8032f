import type { Config } from '../../config/config.ts';
import type { HealAction } from '../../config/container-settings.ts';
import { parseLabels } from '../../config/labels.ts';
import type { ContainerSummary } from '../../containers/container.ts';
import type { EngineNeed } from '../../containers/permissions.ts';

const BY_ACTION: Readonly<Record<HealAction, readonly EngineNeed[]>> = {
  exec: ['exec'],
  restart: ['restart'],
  recreate: ['recreate'],
  'restart-dependents': ['restart'],
  stop: ['stop'],
  notify: [],
  none: [],
};

/** What the engine must allow so that all that configuration and labels ask for can be done. Pure. */
export function needsOf(containers: readonly ContainerSummary[], config: Config): readonly EngineNeed[] {
  const heals = config.mode === 'heal';
  // A restart is what the next container is healed by, whoever is here now.
  const needs = new Set<EngineNeed>(heals ? ['watch', 'logs', 'restart'] : ['watch', 'logs']);
  for (const { labels, target } of containers) {
    const { settings } = parseLabels(labels, config, target);
    if (!settings.watched) continue;
    if (settings.probes.some(({ kind }) => kind === 'exec')) needs.add('exec');
    if (heals) for (const action of settings.actions) for (const need of BY_ACTION[action]) needs.add(need);
  }
  return [...needs];
}
