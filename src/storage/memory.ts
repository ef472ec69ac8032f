import type { Memory, Recollection } from '../incidents/ledger.ts';
import { cleanText, instant } from './clean.ts';
import type { Database } from './database.ts';
import { incidentOf, remediationOf, silenceOf, targetMemoryOf } from './rows.ts';

/** What the flow reads once at its start. */
export class PgMemory implements Memory {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async recollect(host: string, since: number): Promise<Recollection> {
    const mine = cleanText(host);
    const [targets = [], incidents = [], remediations = [], silences = []] = await this.#database.query(
      'recollect',
      {
        name: 'recollect_targets',
        text: 'SELECT * FROM monitor_targets WHERE host = $1 ORDER BY target',
        values: [mine],
      },
      {
        name: 'recollect_incidents',
        text: `SELECT * FROM monitor_incidents WHERE host = $1 AND status <> 'resolved' ORDER BY timestamp, id`,
        values: [mine],
      },
      {
        name: 'recollect_remediations',
        text: `SELECT * FROM monitor_remediations
                WHERE host = $1 AND (finished_at IS NULL OR intended_at >= $2 OR incident_id IN
                  (SELECT id FROM monitor_incidents WHERE host = $1 AND status <> 'resolved'))
                ORDER BY intended_at, id`,
        values: [mine, instant(since)],
      },
      {
        name: 'recollect_silences',
        text: 'SELECT * FROM monitor_silences WHERE ended_at IS NULL AND ends_at > $1 ORDER BY starts_at, id',
        values: [instant(since)],
      },
    );
    return {
      targets: targets.map(targetMemoryOf),
      openIncidents: incidents.map(incidentOf),
      remediations: remediations.map(remediationOf),
      silences: silences.map(silenceOf),
    };
  }
}
