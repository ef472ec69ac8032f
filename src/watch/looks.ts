import type { ContainerSummary } from '../containers/container.ts';
import type { Entry } from './roster.ts';

/** So many are looked at in turn each round, besides those that have to be: a large fleet must not cost a round its length. */
export const LOOKS_IN_TURN = 500;

/**
 * Pure: whom a round inspects. Whoever is new, changed or has an open incident (a look after its act may have failed); and, because
 * its last check tells the response time, whoever has a health check: the longest unseen first, so that everybody has a turn.
 */
export function looksOf(
  listed: readonly ContainerSummary[],
  entryOf: (target: string) => Entry | undefined,
): readonly ContainerSummary[] {
  const needed: ContainerSummary[] = [];
  const inTurn: { summary: ContainerSummary; factsAt: number }[] = [];
  for (const summary of listed) {
    const entry = entryOf(summary.target);
    if (entry === undefined || isNews(summary, entry)) needed.push(summary);
    else if (summary.state === 'running' && summary.health !== 'none') inTurn.push({ summary, factsAt: entry.factsAt });
  }
  inTurn.sort((a, b) => a.factsAt - b.factsAt);
  return [...needed, ...inTurn.slice(0, LOOKS_IN_TURN).map(({ summary }) => summary)];
}

function isNews(summary: ContainerSummary, { chart: { container, incidents } }: Entry): boolean {
  return (
    incidents.length > 0 ||
    container.id !== summary.id ||
    container.state !== summary.state ||
    container.health !== summary.health ||
    container.name !== summary.name
  );
}
