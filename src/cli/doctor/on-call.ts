import type { Config } from '../../config/config.ts';
import type { ContainerSummary } from '../../containers/container.ts';
import type { OnCallFacts } from '../deps.ts';
import { type Check, known } from './check.ts';
import { checkBaseUrl, checkClaude } from './check-claude.ts';
import { ableWorkers, checkWorkers } from './check-worker.ts';
import { checkProjects, checkWorkspaces, workspacesOf } from './check-workspaces.ts';

interface Subject {
  config: Config;
  /** Empty where the engine does not tell. */
  containers: readonly ContainerSummary[];
  facts: OnCallFacts;
  now: number;
}

/**
 * What is missing for Claude Code to come when it is called. A worker that says that it is ready has what it needs, maybe on
 * another machine; only without one is it of interest what there is here.
 */
export async function examineOnCall({ config, containers, facts, now }: Subject): Promise<Check[]> {
  if (config.claude.enabled === 'false') {
    return [
      { level: 'ok', name: 'Claude Code', message: 'is switched off (claude.enabled); people take what is escalated' },
    ];
  }
  const workers = await known(() => facts.workers(config));
  const able = ableWorkers(workers, now);
  const checks = checkWorkers(workers, config, now);
  if (able.length === 0) checks.push(...checkClaude(await facts.claude(config), config));
  checks.push(...checkBaseUrl(config));
  const canLaunch = able.length > 0 || config.claude.apiKey !== undefined;
  if (canLaunch) checks.push(...checkProjects(containers, config));
  const workspaces = workspacesOf(containers, config);
  const here = facts.hostNames(config);
  if (able.length > 0 && !able.some(({ host }) => here.includes(host))) {
    return workspaces.length === 0 ? checks : [...checks, elsewhere(able[0]?.host ?? '')];
  }
  const looked = await Promise.all(
    workspaces.map(async (workspace) => ({ ...workspace, checkout: await facts.checkout(workspace.path) })),
  );
  return [...checks, ...checkWorkspaces(looked, config)];
}

const elsewhere = (host: string): Check => ({
  level: 'ok',
  name: 'workspaces',
  message: `are on the host of the worker: \`paramedic doctor\` on ${host} looks at them`,
});
