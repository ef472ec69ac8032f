import { instant } from './clean.ts';
import type { Database } from './database.ts';
import { dropPartitions } from './partitions.ts';

export interface Retention {
  readonly metricsMs: number;
  readonly incidentsMs: number;
  /** For decisions, messages that were delivered or given up, silences that are over, and escalations with all they had. */
  readonly runsMs: number;
}

export interface Dropped {
  partitions: string[];
  incidents: number;
}

/** Samples and decisions go by whole days; a resolved incident goes with its rows; what is not over or undelivered stays. */
export async function dropExpired(database: Database, now: number, retention: Retention): Promise<Dropped> {
  const samples = now - retention.metricsMs;
  const partitions = await dropPartitions(database, {
    monitor_health_metrics: samples,
    monitor_host_metrics: samples,
    monitor_decisions: now - retention.runsMs,
  });
  const before = instant(now - retention.incidentsMs);
  const runsBefore = instant(now - retention.runsMs);
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
      values: [runsBefore],
    },
    {
      name: 'expire_silences',
      text: 'DELETE FROM monitor_silences WHERE coalesce(ended_at, ends_at) < $1',
      values: [runsBefore],
    },
    // Runs, approvals and requests go with it.
    {
      name: 'expire_escalations',
      text: 'DELETE FROM monitor_escalations WHERE created_at < $1 AND finished_at < $1',
      values: [runsBefore],
    },
    {
      name: 'expire_requests_of_people',
      text: 'DELETE FROM monitor_requests WHERE escalation_id IS NULL AND asked_at < $1',
      values: [runsBefore],
    },
    { name: 'expire_workers', text: 'DELETE FROM monitor_workers WHERE seen_at < $1', values: [runsBefore] },
    { name: 'expire_lessons', text: 'DELETE FROM monitor_lessons WHERE learnt_at < $1', values: [before] },
  ]);
  return { partitions, incidents };
}
