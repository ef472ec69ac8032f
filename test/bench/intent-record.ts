import { type Connection, connect } from '../support/postgres.ts';

/** When the intent of a restart was decided, and when its transaction was committed, by the clock of the machine, in ms. */
export interface IntentRecord {
  readonly intendedAt: number;
  readonly committedAt: number;
}

/**
 * Lets the server note the instant of each commit. It takes effect at its next start, so the monitor has to be stopped
 * and started after it.
 */
export async function noteCommits(databaseUrl: string): Promise<void> {
  await using client = await connect(databaseUrl);
  await client.query('ALTER SYSTEM SET track_commit_timestamp = on');
}

export const openRecord = (databaseUrl: string): Promise<Connection> => connect(databaseUrl);

/** Of the only restart of a container. The line of the timeline is of the intent's transaction and is never touched again. */
export async function intentOf(client: Connection, containerId: string): Promise<IntentRecord> {
  const { rows } = await client.query<{ intended: number; committed: number }>(
    `SELECT extract(epoch FROM r.intended_at)::float8 * 1000 AS intended,
            extract(epoch FROM pg_xact_commit_timestamp(e.xmin))::float8 * 1000 AS committed
       FROM monitor_remediations r
       JOIN monitor_incident_events e ON e.incident_id = r.incident_id AND e.kind = 'intended'
      WHERE r.container_id = $1 AND r.action = 'restart'`,
    [containerId],
  );
  const [row] = rows;
  if (rows.length !== 1 || row === undefined) throw new Error(`${rows.length} intents for one restart`);
  return { intendedAt: row.intended, committedAt: row.committed };
}
