import { newId } from '../base/id.ts';
import type { Logger } from '../base/logger.ts';
import type { HealthMetric, HostSample } from '../containers/sample.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Change } from '../incidents/ledger.ts';
import { statementOf, statementsOf } from './changes.ts';
import { cleanText, instant } from './clean.ts';
import type { Database, Statement } from './database.ts';
import { brokenConstraint } from './errors.ts';
import type { Fence, FencedLedger } from './fence.ts';
import { overDays } from './partitions.ts';
import { expired, factsOf, openedIn } from './past-changes.ts';
import { hostStatement, metricStatements } from './samples.ts';

const ONE_OPEN = 'monitor_incidents_one_open';

/** The record in Postgres: each call is one transaction and one round trip. */
export class PgLedger implements FencedLedger {
  readonly #database: Database;
  readonly #logger: Logger;
  #fence: Fence | undefined;
  /** Opened by a past leader and read by no successor. */
  readonly #orphans = new Set<string>();

  constructor(database: Database, logger: Logger) {
    this.#database = database;
    this.#logger = logger;
  }

  get fence(): Fence | undefined {
    return this.#fence;
  }

  /** From now on `record` throws `not_leading` once somebody newer leads. */
  lead(fence: Fence): void {
    this.#fence = fence;
  }

  async record(changes: readonly Change[], fence = this.#fence): Promise<void> {
    if (changes.length === 0) return;
    const guard = fence === undefined ? [] : [assertLeader(fence)];
    try {
      await this.#transact(changes, [...guard, ...statementsOf(changes)]);
    } catch (error) {
      if (brokenConstraint(error) !== ONE_OPEN) throw error;
      await this.#superseding(changes, guard);
    }
  }

  /** As `record`, undone at once: throws what that would throw, and leaves nothing behind. */
  async rehearse(changes: readonly Change[]): Promise<void> {
    const guard = this.#fence === undefined ? [] : [assertLeader(this.#fence)];
    const statements = [...guard, ...statementsOf(changes)];
    await overDays(this.#database, decidedAt(changes), () => this.#database.rehearse('rehearse a record', statements));
  }

  async recordPast(changes: readonly Change[]): Promise<void> {
    for (const id of openedIn(changes)) this.#orphans.add(id);
    const facts = factsOf(changes, this.#orphans);
    if (facts.length === 0) return;
    try {
      await this.#transact(facts, statementsOf(facts));
    } catch (error) {
      if (brokenConstraint(error) !== ONE_OPEN) throw error;
      // Whoever leads now has an incident of its own for the same trouble; that one goes on.
      await this.#transact(facts, statementsOf(facts.map(expired)));
    }
  }

  async closePast(): Promise<void> {
    if (this.#orphans.size === 0) return;
    await this.#database.transact('record', [expireOrphans([...this.#orphans])]);
    this.#orphans.clear();
  }

  async recordSamples(host: string, metrics: readonly HealthMetric[], hostSample?: HostSample): Promise<void> {
    const statements = metricStatements(host, metrics);
    if (hostSample !== undefined) statements.push(hostStatement(host, hostSample));
    if (statements.length === 0) return;
    const instants = metrics.map((metric) => metric.at).concat(hostSample?.at ?? []);
    await overDays(this.#database, instants, () => this.#database.transact('record samples', statements));
  }

  /**
   * Whoever opens an incident does not know of another open one for the same fault: it was opened before a start at
   * which Postgres could not be asked. Nobody would ever close that one, so the new one ends it.
   */
  async #superseding(changes: readonly Change[], guard: readonly Statement[]): Promise<void> {
    const opened = changes.flatMap((change) => (change.kind === 'incident_opened' ? [change.incident] : []));
    this.#logger.warn('incident_superseded', { by: opened.map((incident) => incident.id) });
    const statements = changes.flatMap((change) =>
      change.kind === 'incident_opened' ? [supersede(change.incident), statementOf(change)] : [statementOf(change)],
    );
    await this.#transact(changes, [...guard, ...statements]);
  }

  async #transact(changes: readonly Change[], statements: readonly Statement[]): Promise<void> {
    await overDays(this.#database, decidedAt(changes), () => this.#database.transact('record', statements));
  }
}

/** Decisions are kept by day. */
const decidedAt = (changes: readonly Change[]): number[] =>
  changes.flatMap((change) => (change.kind === 'decision' ? [change.decision.at] : []));

const assertLeader = ({ host, epoch }: Fence): Statement => ({
  name: 'assert_leader',
  text: 'SELECT paramedic_assert_leader($1, $2)',
  values: [cleanText(host), epoch],
});

const expireOrphans = (ids: readonly string[]): Statement => ({
  name: 'expire_orphans',
  text: `WITH ended AS (
           UPDATE monitor_incidents SET status = 'resolved', resolution = 'expired', resolved_at = now()
            WHERE id = ANY ($1::uuid[]) AND status <> 'resolved' RETURNING id)
         INSERT INTO monitor_incident_events (id, incident_id, timestamp, kind, reason, detail)
         SELECT gen_random_uuid(), id, now(), 'superseded', 'leader_changed', '{}' FROM ended`,
  values: [ids],
});

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
