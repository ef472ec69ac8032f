import { CLAIM_LEASE_MS, type DueMessage, FORGOTTEN_AFTER_MS, type Outbox } from '../notifications/ports.ts';
import { cleanText, instant, optionalInstant } from './clean.ts';
import type { Database } from './database.ts';
import { outboxMessageOf } from './rows.ts';

/**
 * $1 now, $2 end of the lease, $3 how many, $4 the channel. Every second, so it must cost the same whatever waits or has been
 * delivered, and whatever the planner believes of that: what waits earlier is looked for in words that fit the index of the
 * incident alone. In words that fit the index of the channel too, a claim from 20,000 messages that no ANALYZE has seen took
 * 70 s, for each of them was held against all others.
 */
export const CLAIM_DUE = `WITH due AS MATERIALIZED (
    SELECT id FROM monitor_notifications it
     WHERE status = 'pending' AND next_attempt_at <= $1 AND channel = $4
       AND NOT EXISTS (
         SELECT FROM monitor_notifications earlier
          WHERE earlier.incident_id = it.incident_id AND earlier.next_attempt_at IS NOT NULL
            AND earlier.channel IS NOT DISTINCT FROM it.channel
            AND (earlier.created_at, earlier.id) < (it.created_at, it.id))
     ORDER BY created_at, id LIMIT $3 FOR UPDATE SKIP LOCKED),
  claimed AS (
    UPDATE monitor_notifications SET attempts = attempts + 1, next_attempt_at = $2
     WHERE id = ANY (ARRAY(SELECT id FROM due)) RETURNING *)
  SELECT * FROM claimed ORDER BY created_at, id`;

/** Messages that wait for delivery. Two deliverers never hold the same message within its lease. */
export class PgOutbox implements Outbox {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async claimDue(now: number, limit: number, channel: string): Promise<DueMessage[]> {
    const [rows = []] = await this.#database.query('claim messages', {
      name: 'outbox_claim',
      text: CLAIM_DUE,
      values: [instant(now), instant(now + CLAIM_LEASE_MS), limit, cleanText(channel)],
    });
    return rows.map((row) => ({ message: outboxMessageOf(row), attempt: row.attempts as number }));
  }

  async markDelivered(id: string, at: number): Promise<void> {
    await this.#database.query('mark a message delivered', {
      name: 'outbox_delivered',
      text: `UPDATE monitor_notifications
                SET status = 'delivered', delivered_at = $2, next_attempt_at = NULL, last_error = NULL
              WHERE id = $1 AND status = 'pending'`,
      values: [id, instant(at)],
    });
  }

  async markFailed(id: string, _at: number, nextAttemptAt: number | undefined, error: string): Promise<void> {
    await this.#database.query('mark a message failed', {
      name: 'outbox_failed',
      text: `UPDATE monitor_notifications
                SET status = CASE WHEN $2::timestamptz IS NULL THEN 'failed' ELSE 'pending' END,
                    next_attempt_at = $2, last_error = $3
              WHERE id = $1 AND status = 'pending'`,
      values: [id, optionalInstant(nextAttemptAt), cleanText(error)],
    });
  }

  async giveUpForgotten(now: number, channels: readonly string[]): Promise<{ channel: string; count: number }[]> {
    const [rows = []] = await this.#database.query('give up forgotten messages', {
      name: 'outbox_forgotten',
      text: `WITH forgotten AS (
               UPDATE monitor_notifications
                  SET status = 'failed', next_attempt_at = NULL,
                      last_error = 'No monitor has had the channel ' || channel || ' for a day.'
                WHERE status = 'pending' AND next_attempt_at <= $1 AND channel <> ALL ($2) RETURNING channel)
             SELECT channel, count(*)::int AS count FROM forgotten GROUP BY channel ORDER BY channel`,
      values: [instant(now - FORGOTTEN_AFTER_MS), channels.map(cleanText)],
    });
    return rows as unknown as { channel: string; count: number }[];
  }
}
