import type { Sight } from './leadership.ts';

/** The way to the lock. */
export interface Ballot {
  /** Looks at the lock, and takes it if it is free and `compete`. Never throws; answers within some seconds. */
  cast(compete: boolean): Promise<Sight>;
  /** Gives the lock back, if it is ours. */
  resign(): Promise<void>;
}
