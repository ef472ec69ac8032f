interface Visit<T> {
  readonly node: T;
  readonly next: Iterator<T>;
}

/**
 * The strongly connected components of a graph (Tarjan): whoever can reach each other stands together. Without recursion,
 * because a chain of containers may be as long as there are containers; in time linear in nodes and edges.
 */
export function componentsOf<T>(nodes: Iterable<T>, next: (node: T) => Iterable<T>): T[][] {
  const components: T[][] = [];
  const order = new Map<T, number>();
  const lowest = new Map<T, number>();
  const stack: T[] = [];
  const onStack = new Set<T>();
  const visits: Visit<T>[] = [];
  const low = (node: T): number => lowest.get(node) ?? 0;
  const lower = (node: T, to: number): void => void lowest.set(node, Math.min(low(node), to));

  const enter = (node: T): void => {
    lowest.set(node, order.size);
    order.set(node, order.size);
    stack.push(node);
    onStack.add(node);
    visits.push({ node, next: next(node)[Symbol.iterator]() });
  };
  const leave = (node: T): void => {
    visits.pop();
    const caller = visits[visits.length - 1];
    if (caller !== undefined) lower(caller.node, low(node));
    if (low(node) !== order.get(node)) return;
    const component = stack.splice(stack.lastIndexOf(node));
    for (const member of component) onStack.delete(member);
    components.push(component);
  };

  for (const root of nodes) {
    if (order.has(root)) continue;
    enter(root);
    for (let visit = visits[0]; visit !== undefined; visit = visits[visits.length - 1]) {
      const { done, value } = visit.next.next();
      if (done) leave(visit.node);
      else if (!order.has(value)) enter(value);
      else if (onStack.has(value)) lower(visit.node, order.get(value) ?? 0);
    }
  }
  return components;
}
