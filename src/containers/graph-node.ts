/** A container, or (without a target) a service that stands for all its containers: edges stay as few as labels wrote. */
export interface Node {
  readonly target: string | undefined;
  /** True: through the network. */
  readonly parents: Map<Node, boolean>;
  readonly children: Map<Node, boolean>;
  /** Those that need each other in a circle hold the same one. */
  circle: readonly Node[] | undefined;
}

export type Side = 'parents' | 'children';

export const nodeOf = (target: string | undefined): Node => ({
  target,
  parents: new Map(),
  children: new Map(),
  circle: undefined,
});

export function link(child: Node, parent: Node, sharesNetwork: boolean): void {
  const shares = sharesNetwork || child.parents.get(parent) === true;
  child.parents.set(parent, shares);
  parent.children.set(child, shares);
}

export const sameCircle = (a: Node, b: Node): boolean => a.circle !== undefined && a.circle === b.circle;
