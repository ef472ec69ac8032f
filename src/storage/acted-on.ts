import type { ActedOnReader } from '../escalation/ports.ts';
import { cleanText } from './clean.ts';
import type { Database } from './database.ts';

/**
 * Incidents of a host that a run in force has laid a hand on: those that were there by then. The fence tells who joined before
 * the claim, whatever the clocks of two hosts say.
 */
export class PgActedOn implements ActedOnReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async actedOn(host: string): Promise<readonly string[]> {
    const [rows = []] = await this.#database.query('read what runs have acted on', {
      name: 'escalation_acted_on',
      text: `SELECT j.incident_id FROM monitor_escalations e JOIN monitor_escalation_incidents j ON j.escalation_id = e.id
              WHERE e.finished_at IS NULL AND e.host = $1
                AND CASE WHEN j.fence < e.fence THEN least(j.joined_at, e.claimed_at) ELSE j.joined_at END <= e.acted_at`,
      values: [cleanText(host)],
    });
    return rows.map((row) => row.incident_id as string);
  }
}
