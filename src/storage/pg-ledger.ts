import { newId } from '../base/id.ts';
import type { Logger } from '../base/logger.ts';
import type { HealthMetric, HostSample } from '../containers/sample.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Change, Ledger } from '../incidents/ledger.ts';
import { statementOf, statementsOf } from './changes.ts';
import { cleanText, instant } from './clean.ts';
import type { Database, Statement } from './database.ts';
import { brokenConstraint } from './errors.ts';
import { daysOf, ensurePartitions } from './partitions.ts';
import { hostStatement, metricStatements } from './samples.ts';

const ONE_OPEN = 'monitor_incidents_one_open';

/** The record in Postgres: each call is one transaction and one round trip. */
export class PgLedger implements Ledger {
  readonly #database: Database;
  readonly #logger: Logger;

  constructor(database: Database, logger: Logger) {
    this.#database = database;
    this.#logger = logger;
  }

  async record(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const statements = statementsOf(changes);
    try {
      await this.#database.transact('record', statements);
    } catch (error) {
      if (brokenConstraint(error) !== ONE_OPEN) throw error;
      await this.#superseding(changes);
    }
  }

  async recordSamples(host: string, metrics: readonly HealthMetric[], hostSample?: HostSample): Promise<void> {
    const statements = metricStatements(host, metrics);
    if (hostSample !== undefined) statements.push(hostStatement(host, hostSample));
    if (statements.length === 0) return;
    try {
      await this.#database.transact('record samples', statements);
    } catch (error) {
      if (!isMissingPartition(error)) throw error;
      const instants = metrics.map((metric) => metric.at).concat(hostSample?.at ?? []);
      await ensurePartitions(this.#database, daysOf(instants));
      await this.#database.transact('record samples', statements);
    }
  }

  /**
   * Whoever opens an incident does not know of another open one for the same fault: it was opened before a start at
   * which Postgres could not be asked. Nobody would ever close that one, so the new one ends it.
   */
  async #superseding(changes: readonly Change[]): Promise<void> {
    const opened = changes.flatMap((change) => (change.kind === 'incident_opened' ? [change.incident] : []));
    this.#logger.warn('incident_superseded', { by: opened.map((incident) => incident.id) });
    await this.#database.transact(
      'record',
      changes.flatMap((change) =>
        change.kind === 'incident_opened' ? [supersede(change.incident), statementOf(change)] : [statementOf(change)],
      ),
    );
  }
}

const supersede = (by: Incident): Statement => ({
  name: 'supersede',
  text: `WITH ended AS (
           UPDATE monitor_incidents SET status = 'resolved', resolution = 'expired', resolved_at = $5
            WHERE host = $2 AND target = $3 AND incident_type = $4 AND status <> 'resolved' AND id <> $1
              AND NOT EXISTS (SELECT FROM monitor_incidents WHERE id = $1)
           RETURNING id)
         INSERT INTO monitor_incident_events (id, incident_id, timestamp, kind, reason, detail)
         SELECT $6, id, $5, 'superseded', 'opened_again', jsonb_build_object('by', $1::uuid) FROM ended`,
  values: [by.id, cleanText(by.host), cleanText(by.target), by.type, instant(by.timestamp), newId()],
});

/** "no partition of relation … found for row" has no name of its own among the broken checks, and no constraint. */
function isMissingPartition(error: unknown): boolean {
  const cause = (error as { cause?: { code?: unknown; constraint?: unknown } } | undefined)?.cause;
  return cause?.code === '23514' && cause.constraint === undefined;
}
