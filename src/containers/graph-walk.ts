import { componentsOf } from './components.ts';
import { type Node, type Side, sameCircle } from './graph-node.ts';

/** Finds the circles, notes them in their members, and names the containers of each. */
export function markCircles(nodes: readonly Node[]): string[][] {
  const cycles: string[][] = [];
  // Who needs nobody stands in no circle.
  const needy = nodes.filter(({ parents }) => parents.size > 0);
  for (const component of componentsOf(needy, (node) => node.parents.keys())) {
    const circular = component.length > 1 || component.some((node) => node.parents.has(node));
    if (!circular) continue;
    for (const node of component) node.circle = component;
    cycles.push(component.flatMap(({ target }) => target ?? []).sort());
  }
  return cycles.sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
}

/** The containers beyond one edge, services spelt out; `shares`: as the edge says. */
function* endsOf(node: Node, side: Side, enters: (service: Node) => boolean): Generator<[end: Node, shares: boolean]> {
  for (const [near, shares] of node[side]) {
    if (near.target !== undefined) yield [near, shares];
    else if (enters(near)) for (const end of near[side].keys()) yield [end, false];
  }
}

export function linksOf(node: Node | undefined, side: Side) {
  const links = new Map<string, boolean>();
  if (node === undefined) return [];
  for (const [end, shares] of endsOf(node, side, () => true)) {
    if (end.target === undefined || sameCircle(node, end)) continue;
    links.set(end.target, shares || links.get(end.target) === true);
  }
  return Array.from(links, ([target, sharesNetwork]) => ({ target, sharesNetwork }));
}

/** Breadth first. A service is walked into once, and once more by those who stand in a circle with it. */
export function ancestors(start: Node | undefined): string[] {
  if (start === undefined) return [];
  const found = new Set<Node>();
  const [outside, inside] = [new Set<Node>(), new Set<Node>()];
  for (const node of queueOf(start, found)) {
    const enters = (service: Node): boolean => addTo(sameCircle(node, service) ? inside : outside, service);
    for (const [end] of endsOf(node, 'parents', enters)) if (!sameCircle(node, end)) found.add(end);
  }
  return [...found].flatMap(({ target }) => target ?? []);
}

/** False when it was there already. */
function addTo(set: Set<Node>, node: Node): boolean {
  if (set.has(node)) return false;
  set.add(node);
  return true;
}

/** A set grows while it is walked: each that is found is walked in its turn. */
function* queueOf(start: Node, found: ReadonlySet<Node>): Generator<Node> {
  yield start;
  yield* found;
}
