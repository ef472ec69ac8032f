import { ParamedicError } from '../base/errors.ts';
import type { Claim, EscalationQueue } from '../escalation/queue-port.ts';
import type { Run, TokenCount } from '../escalation/run.ts';
import { cleanJson, cleanOptionalText, cleanText, count, instant, real, whole } from './clean.ts';
import type { Database } from './database.ts';
import { brokenConstraint } from './errors.ts';
import { runOf } from './escalation-rows.ts';
import { HELD } from './held.ts';

/** One row per launch, written before it. What it has cost and how far it has come only grow. */
export class PgRuns implements Pick<EscalationQueue, 'beginRun' | 'noteRun' | 'endRun' | 'unfinishedRuns' | 'spent'> {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async beginRun(claim: Claim, run: Run): Promise<boolean> {
    try {
      return await this.#begin(claim, run);
    } catch (error) {
      if (brokenConstraint(error) !== ONE_IN_WORKSPACE) throw error;
      throw new ParamedicError('workspace_busy', `another run works in ${run.workspace}`, { cause: error });
    }
  }

  async #begin({ escalation, fence }: Claim, run: Run): Promise<boolean> {
    const [rows = []] = await this.#database.query('record a run', {
      name: 'begin_run',
      text: `WITH held AS (
               SELECT id FROM monitor_escalations
                WHERE id = $2 AND fence = $3 AND status = ANY ($4) FOR NO KEY UPDATE),
             begun AS (
               INSERT INTO monitor_runs (id, escalation_id, attempt, worker, worker_host, started_at, workspace)
               SELECT $1::uuid, id, $5::int, $6, $7, $8::timestamptz, $9 FROM held ON CONFLICT (id) DO NOTHING)
             SELECT id FROM held`,
      values: [
        run.id,
        escalation.id,
        fence,
        HELD,
        count(run.attempt),
        cleanText(run.worker),
        cleanText(run.workerHost),
        instant(run.startedAt),
        cleanOptionalText(run.workspace),
      ],
    });
    return rows.length === 1;
  }

  async noteRun(id: string, set: Parameters<EscalationQueue['noteRun']>[1]): Promise<void> {
    await this.#database.query('note of a run', {
      name: 'note_run',
      text: `UPDATE monitor_runs SET
               pid = coalesce($2, pid), pid_started = coalesce($3, pid_started), session_id = coalesce($4, session_id),
               first_event_ms = coalesce($5, first_event_ms), turns = greatest($6, turns),
               cost_usd = greatest($7, cost_usd), tokens = coalesce($8, tokens)
             WHERE id = $1`,
      values: [
        id,
        count(set.pid),
        whole(set.pidStarted),
        cleanOptionalText(set.sessionId),
        whole(set.firstEventMs),
        count(set.turns),
        real(set.costUsd),
        tokensOf(set.tokens),
      ],
    });
  }

  /** The first end stays. */
  async endRun(id: string, end: Parameters<EscalationQueue['endRun']>[1]): Promise<void> {
    await this.#database.query('end a run', {
      name: 'end_run',
      text: `UPDATE monitor_runs SET
               ended_at = $2, outcome = $3, error = $4, turns = greatest($5, turns), cost_usd = greatest($6, cost_usd),
               tokens = coalesce($7, tokens)
             WHERE id = $1 AND ended_at IS NULL`,
      values: [
        id,
        instant(end.at),
        end.outcome,
        cleanOptionalText(end.error),
        count(end.turns),
        real(end.costUsd),
        tokensOf(end.tokens),
      ],
    });
  }

  async unfinishedRuns(workerHost: string): Promise<Run[]> {
    const [rows = []] = await this.#database.query('read the unfinished runs', {
      name: 'unfinished_runs',
      text: 'SELECT * FROM monitor_runs WHERE worker_host = $1 AND ended_at IS NULL ORDER BY started_at, id',
      values: [cleanText(workerHost)],
    });
    return rows.map(runOf);
  }

  /** An unfinished run counts as one, with the cost that was noted so far. */
  async spent(since: number): Promise<{ runs: number; usd: number; oldest: number | undefined }> {
    const [rows = []] = await this.#database.query('read what was spent', {
      name: 'spent',
      text: `SELECT count(*) AS runs, coalesce(sum(cost_usd), 0) AS usd, min(started_at) AS oldest
               FROM monitor_runs WHERE started_at >= $1`,
      values: [instant(since)],
    });
    const { runs, usd, oldest } = (rows[0] ?? {}) as { runs: number; usd: number; oldest: number | null };
    return { runs, usd, oldest: oldest ?? undefined };
  }
}

/** The unique index over runs that have not ended. */
const ONE_IN_WORKSPACE = 'monitor_runs_one_in_workspace';

const tokensOf = (tokens: TokenCount | undefined): string | null => (tokens === undefined ? null : cleanJson(tokens));
