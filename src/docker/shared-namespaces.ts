import type { ContainerSummary } from '../containers/container.ts';
import { composeDependencies, composeHome, networkOwner } from '../containers/dependencies.ts';
import { isSetAside, nameBefore } from '../containers/set-aside.ts';
import type { SharedWith } from './successor.ts';
import type { InspectedInFull } from './vendor-full.ts';

const MODES = ['NetworkMode', 'IpcMode', 'PidMode'] as const;

/** What is there, and which ids were replaced by which in recreates of ours. */
export interface Neighbours {
  readonly all: readonly ContainerSummary[];
  readonly replaced: ReadonlyMap<string, string>;
}

/**
 * A container can live in the network, IPC or process space of another, which the engine remembers by its id. That id is
 * gone once the other was recreated: here it becomes the one that stands in its place. Pure.
 */
export function resolveShared(old: InspectedInFull, near: Neighbours): SharedWith | { readonly lost: string } {
  const shared: { -readonly [mode in keyof SharedWith]: string } = {};
  for (const mode of MODES) {
    const owner = networkOwner(old.HostConfig?.[mode] ?? '');
    if (owner === undefined) continue;
    const present = byReference(owner, near) ?? byReplacement(owner, near) ?? byLabels(old, near);
    if (present === undefined)
      return { lost: `it lives in the ${WORDS[mode]} of container ${owner.slice(0, 12)}, which is gone` };
    shared[mode] = `container:${present.id}`;
  }
  return shared;
}

const WORDS = { NetworkMode: 'network', IpcMode: 'IPC space', PidMode: 'process space' } as const;

function byReference(owner: string, { all }: Neighbours): ContainerSummary | undefined {
  const found = all.find(({ id, name }) => id === owner || name === owner);
  const name = found && nameBefore(found.name);
  // One that is just being recreated has a successor of its old name.
  return name === undefined ? found : (all.find((one) => one.name === name) ?? found);
}

function byReplacement(owner: string, { all, replaced }: Neighbours): ContainerSummary | undefined {
  const seen = new Set<string>();
  let id: string | undefined = owner;
  while (id !== undefined && !seen.has(id)) {
    seen.add(id);
    id = replaced.get(id);
    const found = all.find((one) => one.id === id);
    if (found) return found;
  }
  return undefined;
}

/** Compose names the owner among the services that the child needs; only one that leaves no choice is taken. */
function byLabels(old: InspectedInFull, { all }: Neighbours): ContainerSummary | undefined {
  const labels = old.Config?.Labels ?? {};
  const project = composeHome(labels)?.project;
  const services = project === undefined ? [] : composeDependencies(labels);
  const candidates = all.filter(({ name, labels: theirs }) => {
    const home = composeHome(theirs);
    return home !== undefined && home.project === project && services.includes(home.service) && !isSetAside(name);
  });
  return candidates.length === 1 ? candidates[0] : undefined;
}
