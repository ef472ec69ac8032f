import { composeHome, serviceKey } from './dependencies.ts';
import { link, type Node, nodeOf } from './graph-node.ts';
import type { Resident } from './resident.ts';
import { isOneOff } from './target.ts';

/** So many characters of an id are as good as all of them; also how people write ids. */
const SHORT_ID = 12;

/** Where names and ids lead to. */
export class Directory {
  readonly byTarget = new Map<string, Node>();
  readonly byName = new Map<string, Node>();
  readonly services = new Map<string, Node>();
  readonly #byId = new Map<string, Node>();

  constructor(residents: readonly Resident[], formerIds: ReadonlyMap<string, string>) {
    for (const { target, name, id, labels } of residents) {
      const node = this.byTarget.get(target) ?? nodeOf(target);
      this.byTarget.set(target, node);
      this.byName.set(name, node);
      this.#byId.set(id.slice(0, SHORT_ID), node);
      const home = isOneOff(labels) ? undefined : composeHome(labels);
      if (home !== undefined) link(this.#service(serviceKey(home.project, home.service)), node, false);
    }
    for (const [id, target] of formerIds) {
      const [short, node] = [id.slice(0, SHORT_ID), this.byTarget.get(target)];
      if (node !== undefined && !this.#byId.has(short)) this.#byId.set(short, node);
    }
  }

  owner(idOrName: string): Node | undefined {
    return this.byName.get(idOrName) ?? this.#byId.get(idOrName.slice(0, SHORT_ID));
  }

  #service(key: string): Node {
    const node = this.services.get(key) ?? nodeOf(undefined);
    this.services.set(key, node);
    return node;
  }
}
