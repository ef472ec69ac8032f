import { instant } from './clean.ts';
import type { Database } from './database.ts';
import { dropPartitions } from './partitions.ts';

export interface Retention {
  readonly metricsMs: number;
  readonly incidentsMs: number;
  /** For what was delivered or given up. */
  readonly runsMs: number;
}

export interface Dropped {
  partitions: string[];
  incidents: number;
}

/** Samples go by whole days; a resolved incident goes with its rows; what is unresolved or undelivered stays. */
export async function dropExpired(database: Database, now: number, retention: Retention): Promise<Dropped> {
  const partitions = await dropPartitions(database, now - retention.metricsMs);
  const before = instant(now - retention.incidentsMs);
  const [incidents = 0] = await database.transact('delete expired incidents', [
    {
      name: 'expire_incidents',
      text: `DELETE FROM monitor_incidents WHERE status = 'resolved' AND resolved_at < $1`,
      values: [before],
    },
    { name: 'expire_flips', text: 'DELETE FROM monitor_flips WHERE timestamp < $1', values: [before] },
    {
      name: 'expire_notifications',
      text: `DELETE FROM monitor_notifications WHERE created_at < $1 AND status <> 'pending'`,
      values: [instant(now - retention.runsMs)],
    },
  ]);
  return { partitions, incidents };
}
