import type { HealConfig } from '../../../src/config/config.ts';
import { eventually } from '../eventually.ts';
import type { Connection } from '../postgres.ts';
import type { SimRecord } from '../sim-engine/orders.ts';
import * as properties from './properties.ts';
import type { Sickness } from './troubles.ts';

/** What must never be; each list names what was found, and NOTHING is what a test expects. */
export interface Faults {
  readonly strayRestarts: readonly string[];
  readonly repeated: readonly string[];
  readonly overdrawn: readonly string[];
  readonly overtried: readonly string[];
  readonly overlooked: readonly string[];
  readonly stillOpen: readonly string[];
  readonly unfinished: readonly string[];
}

export const NOTHING: Faults = {
  strayRestarts: [],
  repeated: [],
  overdrawn: [],
  overtried: [],
  overlooked: [],
  stillOpen: [],
  unfinished: [],
};

/** A restart may take so much longer than its stop timeout. */
const STOP_MARGIN_MS = 15_000;

export interface Evidence {
  readonly client: Connection;
  readonly records: readonly SimRecord[];
  readonly sicknesses: readonly Sickness[];
  readonly heal: HealConfig;
  /** A sickness that was to be seen for so long has to have an incident. */
  readonly seenAfterMs: number;
  /** When somebody was there to see it; without this always. */
  readonly presence?: properties.Presence;
}

/** Until everybody is well and nothing is open; what is still open then is told by `findFaults`. */
export async function peace(client: Connection, deadlineMs = 30_000): Promise<void> {
  await eventually(
    'everything in order',
    async () => {
      const chronicle = await properties.chronicleOf(client);
      const left = [...properties.stillOpen(chronicle), ...properties.unfinished(chronicle)];
      return left.length === 0 ? true : undefined;
    },
    deadlineMs,
  ).catch(() => {});
}

export async function findFaults(evidence: Evidence): Promise<{ faults: Faults; counts: Counts }> {
  const { client, records, sicknesses, heal, seenAfterMs, presence } = evidence;
  const chronicle = await properties.chronicleOf(client);
  return {
    faults: {
      strayRestarts: properties.strayRestarts(chronicle, records),
      repeated: properties.repeated(chronicle, records, heal.stopTimeoutMs + STOP_MARGIN_MS),
      overdrawn: properties.overdrawn(chronicle, heal.budget),
      overtried: properties.overtried(chronicle, heal.maxAttempts),
      overlooked: properties.overlooked(chronicle, sicknesses, seenAfterMs, presence),
      stillOpen: properties.stillOpen(chronicle),
      unfinished: properties.unfinished(chronicle),
    },
    counts: {
      sicknesses: sicknesses.length,
      incidents: chronicle.incidents.length,
      restarts: records.flatMap(({ restartCalls }) => restartCalls).length,
    },
  };
}

export interface Counts {
  readonly sicknesses: number;
  readonly incidents: number;
  readonly restarts: number;
}
