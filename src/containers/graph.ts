import { composeDependencies, composeHome, networkOwner, serviceKey } from './dependencies.ts';
import type { Finding } from './finding.ts';
import { Directory } from './graph-directory.ts';
import { cycleFinding, unknownFinding } from './graph-findings.ts';
import { link, type Node } from './graph-node.ts';
import { ancestors, linksOf, markCircles } from './graph-walk.ts';
import type { Resident } from './resident.ts';

interface Link {
  readonly target: string;
  /** The child lives in the parent's network: it has none of its own once the parent was started anew. */
  readonly sharesNetwork: boolean;
}

/** Who needs whom, as far as it counts for healing: what stands in a cycle needs nobody of that cycle. */
export interface Graph {
  parentsOf(target: string): readonly Link[];
  childrenOf(target: string): readonly Link[];
  /** All that it needs, directly or through others; nearest first. */
  ancestorsOf(target: string): readonly string[];
  /** Targets that need each other in a circle, each circle in alphabetical order. */
  readonly cycles: readonly (readonly string[])[];
  /** Children whose network belongs to a container that is gone: only a recreate gives them one again. */
  readonly stranded: readonly { readonly target: string; readonly owner: string }[];
  readonly findings: readonly Finding[];
}

const NOBODY: ReadonlyMap<string, string> = new Map();

/**
 * `formerIds`: targets by the ids of containers that were replaced, so that a child of such a container keeps its link.
 * Linear in residents and in what their labels name.
 */
export function buildGraph(residents: readonly Resident[], formerIds: ReadonlyMap<string, string> = NOBODY): Graph {
  const directory = new Directory(residents, formerIds);
  const stranded: { target: string; owner: string }[] = [];
  const findings: Finding[] = [];
  for (const resident of residents) {
    const node = directory.byTarget.get(resident.target);
    if (node === undefined) continue;
    const project = composeHome(resident.labels)?.project;
    const service = (name: string): Node | undefined =>
      project === undefined ? undefined : directory.services.get(serviceKey(project, name));
    for (const name of composeDependencies(resident.labels)) {
      const parent = service(name);
      if (parent !== undefined) link(node, parent, false);
    }
    for (const wanted of resident.dependsOn) {
      const { byTarget, byName, services } = directory;
      const parent = byTarget.get(wanted) ?? byName.get(wanted) ?? service(wanted) ?? services.get(wanted);
      if (parent === undefined) findings.push(unknownFinding(resident.target, wanted));
      else link(node, parent, false);
    }
    const owner = networkOwner(resident.networkMode);
    const host = owner === undefined ? undefined : directory.owner(owner);
    if (host !== undefined) link(node, host, true);
    else if (owner !== undefined) stranded.push({ target: resident.target, owner });
  }
  const cycles = markCircles([...directory.byTarget.values()]);
  return {
    parentsOf: (target) => linksOf(directory.byTarget.get(target), 'parents'),
    childrenOf: (target) => linksOf(directory.byTarget.get(target), 'children'),
    ancestorsOf: (target) => ancestors(directory.byTarget.get(target)),
    cycles,
    stranded,
    findings: [...findings, ...cycles.map(cycleFinding)],
  };
}
