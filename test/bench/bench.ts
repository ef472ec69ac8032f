import type { EventLog } from './event-log.ts';
import type { Fleet } from './fleet.ts';
import type { Healer, HealerName } from './healer.ts';
import type { Plan } from './plan.ts';

/** What every measurement works with. */
export interface Bench {
  readonly plan: Plan;
  readonly fleet: Fleet;
  readonly events: EventLog;
  readonly signal: AbortSignal;
  /** Of the monitor. */
  readonly dataDir: string;
  /** The connection string of its Postgres. */
  readonly databaseUrl: () => string;
  readonly start: (name: HealerName) => Promise<Healer>;
  readonly say: (line: string) => void;
}

/** One after the other and never both at once: they would heal each other's containers, and share two cores. */
export const HEALERS: readonly HealerName[] = ['floor', 'paramedic'];
