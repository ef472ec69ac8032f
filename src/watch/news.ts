import type { Container, HealthState } from '../containers/container.ts';

let last = 0;

/**
 * Numbers what is asked of the engine and what it tells by itself, in this order. Answers overtake each other, and two of
 * them may fall into one millisecond.
 */
export const nextNumber = (): number => {
  last += 1;
  return last;
};

/** The result of a health check that the engine told of by an event. */
export interface ToldHealth {
  readonly number: number;
  readonly id: string;
  /** By the engine's clock. */
  readonly at: number;
  readonly health: HealthState;
}

/** What is known of a target, and how new it is. */
interface Known {
  readonly chart: { readonly container: Container };
  /** The number of the question whose answer is in the chart. */
  readonly takenIn: number;
  readonly toldHealth: ToldHealth | undefined;
  /** The number of the last start that was told of. */
  readonly toldStart: number;
}

/**
 * What a look at a container says that was asked for as this number, brought up to date with what was heard of this life
 * since. Undefined: it is old. A look that was asked for later is taken in already, or it was started since, and each start
 * is looked at.
 */
export function upToDate(known: Known, container: Container, number: number): Container | undefined {
  const { chart, takenIn, toldHealth, toldStart } = known;
  if (container.id !== chart.container.id) return container;
  if (number < takenIn || (number < toldStart && container.state !== 'running')) return undefined;
  const isNewer =
    toldHealth?.id === container.id && number < toldHealth.number && toldHealth.at >= (container.startedAt ?? 0);
  return isNewer && container.state === 'running' ? { ...container, health: toldHealth.health } : container;
}
