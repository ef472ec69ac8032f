import type { ActedOnReader } from '../escalation/ports.ts';
import { cleanText } from './clean.ts';
import type { Database } from './database.ts';

/** Incidents of a host that a run in force has laid a hand on. */
export class PgActedOn implements ActedOnReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async actedOn(host: string): Promise<readonly string[]> {
    const [rows = []] = await this.#database.query('read what runs have acted on', {
      name: 'escalation_acted_on',
      text: `SELECT j.incident_id FROM monitor_escalations e JOIN monitor_escalation_incidents j ON j.escalation_id = e.id
              WHERE e.finished_at IS NULL AND e.acted_at IS NOT NULL AND e.host = $1`,
      values: [cleanText(host)],
    });
    return rows.map((row) => row.incident_id as string);
  }
}
