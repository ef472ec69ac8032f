import { newId } from '../base/id.ts';
import type { EscalationStatus } from '../escalation/escalation.ts';
import type { Claim, ClaimOptions, ClaimState, EscalationQueue, SessionQueue } from '../escalation/queue-port.ts';
import type { Run } from '../escalation/run.ts';
import type { TimelineEntry } from '../incidents/incident.ts';
import { statementsOf } from './changes.ts';
import { cleanJson, cleanText, instant } from './clean.ts';
import type { Database } from './database.ts';
import { CLAIM, CLAIM_THIS, RENEW } from './escalation-claim.ts';
import { approvalsTakenBack, endStatements, lessonLearnt } from './escalation-end.ts';
import { escalationOf } from './escalation-rows.ts';
import { HELD, whileHeld } from './held.ts';
import { PgRuns } from './runs.ts';

/** The queue in Postgres: the row is the job. Every change asks for the fence of the claim, which grows with each claim. */
export class PgEscalations implements EscalationQueue, SessionQueue {
  readonly #database: Database;
  readonly #runs: PgRuns;

  constructor(database: Database) {
    this.#database = database;
    this.#runs = new PgRuns(database);
  }

  /** Critical before warning, then the oldest. What a person looks after (acknowledged) is left to him, unless asked for. */
  async claim(options: ClaimOptions): Promise<Claim | undefined> {
    const { worker, now, leaseMs, maxAttempts, hosts } = options;
    const [[row] = []] = await this.#database.query('claim an escalation', {
      name: 'claim_escalation',
      text: CLAIM,
      values: [instant(now), cleanText(worker), instant(now + leaseMs), maxAttempts, hosts?.map(cleanText) ?? null],
    });
    if (row === undefined) return undefined;
    const escalation = escalationOf(row);
    return { escalation, fence: escalation.fence };
  }

  async claimThis(id: string, options: Pick<ClaimOptions, 'worker' | 'now' | 'leaseMs'>): Promise<Claim | undefined> {
    const { worker, now, leaseMs } = options;
    const [[row] = []] = await this.#database.query('claim this escalation', {
      name: 'claim_this_escalation',
      text: CLAIM_THIS,
      values: [id, cleanText(worker), instant(now), instant(now + leaseMs)],
    });
    if (row === undefined) return undefined;
    const escalation = escalationOf(row);
    return { escalation, fence: escalation.fence };
  }

  async renew({ escalation, fence }: Claim, now: number, leaseMs: number): Promise<ClaimState> {
    const [rows = []] = await this.#database.query('renew a claim', {
      name: 'renew_claim',
      text: RENEW,
      values: [escalation.id, fence, HELD, instant(now + leaseMs)],
    });
    const [first] = rows;
    if (first === undefined) return { held: false };
    return {
      held: true,
      cancelReason: (first.cancel_reason as string | null) ?? undefined,
      incidents: rows.flatMap((row) =>
        row.id === null
          ? []
          : [
              {
                id: row.id as string,
                status: row.status as 'open',
                resolution: (row.resolution as 'claude' | null) ?? undefined,
                joinedAt: row.joined_at as number,
              },
            ],
      ),
    };
  }

  setStatus(claim: Claim, status: Extract<EscalationStatus, 'running' | 'awaiting_approval'>): Promise<boolean> {
    return this.#change(claim, 'set the status of an escalation', 'status = $4', [status]);
  }

  /** The last act counts: a recovery after it is put down to Claude Code, also of what joined since the one before. */
  markActed(claim: Claim, now: number): Promise<boolean> {
    return this.#change(claim, 'note an act', 'acted_at = greatest(acted_at, $4)', [instant(now)]);
  }

  noteDiagnosis(claim: Claim, diagnosis: Readonly<Record<string, unknown>>): Promise<boolean> {
    return this.#change(claim, 'note a diagnosis', 'diagnosis = $4', [cleanJson(diagnosis)]);
  }

  /** Counted as an attempt, it has the same time again to be claimed; else its time runs on, so that people are told. */
  release(
    claim: Claim,
    now: number,
    { countsAttempt, readyAt }: { readonly countsAttempt: boolean; readonly readyAt: number },
  ): Promise<boolean> {
    const back = "status = 'queued', lease_until = NULL, claimed_by = NULL, claimed_at = NULL, ready_at = $2";
    const set = countsAttempt
      ? `${back}, expires_at = $2::timestamptz + (expires_at - ready_at)`
      : `${back}, attempts = attempts - 1`;
    const { id } = claim.escalation;
    return whileHeld(this.#database, claim, 'give back an escalation', [
      {
        name: `give_back${countsAttempt ? '' : '_untried'}`,
        text: `UPDATE monitor_escalations SET ${set} WHERE id = $1`,
        values: [id, instant(Math.max(now, readyAt))],
      },
      approvalsTakenBack(id, now),
    ]);
  }

  tell(claim: Claim, timeline: readonly TimelineEntry[]): Promise<boolean> {
    const told = timeline.map((entry) => ({ kind: 'timeline', entry }) as const);
    return whileHeld(this.#database, claim, 'tell of an escalation', statementsOf(told));
  }

  async finish(claim: Claim, end: Parameters<EscalationQueue['finish']>[1]): Promise<boolean> {
    const { id } = claim.escalation;
    const told = statementsOf([
      ...end.timeline.map((entry) => ({ kind: 'timeline', entry }) as const),
      ...end.messages.map((message) => ({ kind: 'outbox', message }) as const),
    ]);
    const learnt = end.lesson === undefined ? [] : [lessonLearnt(end.lesson)];
    return whileHeld(this.#database, claim, 'end an escalation', [
      ...endStatements(id, end, newId()),
      ...told,
      ...learnt,
    ]);
  }

  beginRun = (claim: Claim, run: Run) => this.#runs.beginRun(claim, run);
  noteRun: EscalationQueue['noteRun'] = (id, set) => this.#runs.noteRun(id, set);
  endRun: EscalationQueue['endRun'] = (id, end) => this.#runs.endRun(id, end);
  unfinishedRuns = (workerHost: string) => this.#runs.unfinishedRuns(workerHost);
  spent = (since: number) => this.#runs.spent(since);

  async heartbeat(worker: Parameters<EscalationQueue['heartbeat']>[0]): Promise<void> {
    await this.#database.query('tell that a worker is there', {
      name: 'worker_heartbeat',
      text: `INSERT INTO monitor_workers (name, host, started_at, seen_at, able, reason) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (name) DO UPDATE SET
               host = excluded.host, started_at = excluded.started_at, seen_at = excluded.seen_at, able = excluded.able,
               reason = excluded.reason`,
      values: [
        cleanText(worker.name),
        cleanText(worker.host),
        instant(worker.startedAt),
        instant(worker.seenAt),
        worker.able,
        cleanText(worker.reason),
      ],
    });
  }

  async #change({ escalation, fence }: Claim, doing: string, set: string, more: string[]): Promise<boolean> {
    const [rows = []] = await this.#database.query(doing, {
      name: doing.replaceAll(' ', '_'),
      text: `UPDATE monitor_escalations SET ${set} WHERE id = $1 AND fence = $2 AND status = ANY ($3) RETURNING id`,
      values: [escalation.id, fence, HELD, ...more],
    });
    return rows.length === 1;
  }
}
