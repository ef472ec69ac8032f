import type { RequestBox, RequestDesk } from '../escalation/ports.ts';
import type { NewRequest, RequestAnswer } from '../escalation/request.ts';
import { cleanJson, cleanText, instant } from './clean.ts';
import type { Database } from './database.ts';
import { answerOf, requestOf } from './escalation-rows.ts';

/** What workers ask of monitors, from both sides. A request is taken at most once, whatever becomes of its taker. */
export class PgRequests implements RequestDesk, RequestBox {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async ask(it: NewRequest): Promise<void> {
    await this.#database.query('ask a monitor', {
      name: 'request_asked',
      text: `INSERT INTO monitor_requests
               (id, host, target, escalation_id, asked_by, tool, input, asked_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`,
      values: [
        it.id,
        cleanText(it.host),
        cleanText(it.target),
        it.escalationId ?? null,
        cleanText(it.askedBy),
        cleanText(it.tool),
        cleanJson(it.input),
        instant(it.askedAt),
        instant(it.expiresAt),
      ],
    });
  }

  async answer(id: string): Promise<RequestAnswer | undefined> {
    const [[row] = []] = await this.#database.query('look for an answer', {
      name: 'request_answer',
      text: 'SELECT status, result, error FROM monitor_requests WHERE id = $1',
      values: [id],
    });
    return row === undefined ? undefined : answerOf(row);
  }

  /** Oldest first; nothing of an escalation that has ended meanwhile. */
  async take(host: string, now: number, limit: number): Promise<NewRequest[]> {
    const [rows = []] = await this.#database.query('take requests', {
      name: 'requests_taken',
      text: `WITH next AS MATERIALIZED (
               SELECT r.id FROM monitor_requests r
                WHERE r.host = $1 AND r.status = 'asked' AND r.expires_at > $2
                  AND (r.escalation_id IS NULL OR EXISTS (
                    SELECT FROM monitor_escalations e WHERE e.id = r.escalation_id AND e.finished_at IS NULL))
                ORDER BY r.asked_at, r.id LIMIT $3 FOR UPDATE OF r SKIP LOCKED),
             taken AS (
               UPDATE monitor_requests SET status = 'taken', taken_at = $2
                WHERE id IN (SELECT id FROM next) RETURNING *)
             SELECT * FROM taken ORDER BY asked_at, id`,
      values: [cleanText(host), instant(now), limit],
    });
    return rows.map(requestOf);
  }

  async finish(id: string, answer: RequestAnswer, at: number): Promise<void> {
    const done = answer.kind === 'done';
    await this.#database.query('answer a request', {
      name: 'request_finished',
      text: `UPDATE monitor_requests SET status = $2, finished_at = $3, result = $4, error = $5
              WHERE id = $1 AND status = 'taken'`,
      values: [
        id,
        answer.kind,
        instant(at),
        done ? cleanJson({ text: answer.text }) : null,
        done ? null : cleanText(answer.reason),
      ],
    });
  }
}
