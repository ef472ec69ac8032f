import type { Finding } from '../containers/finding.ts';
import { buildGraph, type Graph } from '../containers/graph.ts';
import type { Parent } from '../healing/relatives.ts';
import type { Entry, Roster } from './roster.ts';

/** Who needs whom among those who are watched. The graph is built anew when the roster has changed and somebody asks. */
export class Kin {
  readonly #roster: Roster;
  #graph: Graph | undefined;
  #version = -1;

  constructor(roster: Roster) {
    this.#roster = roster;
  }

  /** All whom it needs, nearest first. Costs nothing for a container that names nobody. */
  parentsOf(entry: Entry): readonly Parent[] {
    if (!namesSomebody(entry)) return [];
    const { target } = entry.chart;
    const graph = this.#current();
    const sharing = new Set(graph.parentsOf(target).flatMap((link) => (link.sharesNetwork ? [link.target] : [])));
    return graph.ancestorsOf(target).flatMap((name): Parent[] => {
      const parent = this.#roster.get(name);
      return parent === undefined ? [] : [{ chart: parent.chart, sharesNetwork: sharing.has(name) }];
    });
  }

  /** Those who need it directly. */
  childrenOf(target: string): readonly Entry[] {
    return this.#current()
      .childrenOf(target)
      .flatMap((link) => this.#roster.get(link.target) ?? []);
  }

  /** Whether anybody of these names somebody; costs no graph. */
  hasDependents(which: (entry: Entry) => boolean): boolean {
    for (const entry of this.#roster.entries) if (namesSomebody(entry) && which(entry)) return true;
    return false;
  }

  findings(): readonly Finding[] {
    return this.#current().findings;
  }

  #current(): Graph {
    if (this.#graph !== undefined && this.#version === this.#roster.version) return this.#graph;
    const residents = [...this.#roster.entries].map(({ chart: { target, container, settings } }) => {
      const { name, id, labels, networkMode } = container;
      return { target, name, id, labels, networkMode, dependsOn: settings.dependsOn };
    });
    this.#graph = buildGraph(residents, this.#roster.departed.ids);
    this.#version = this.#roster.version;
    return this.#graph;
  }
}

function namesSomebody({ chart: { container, settings } }: Entry): boolean {
  if (settings.dependsOn.length > 0 || container.networkMode.startsWith('container:')) return true;
  return Boolean(container.labels['com.docker.compose.depends_on']);
}
