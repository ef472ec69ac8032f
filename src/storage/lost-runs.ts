import { instant } from './clean.ts';
import type { Statement } from './database.ts';

/** So long a worker that starts anew on its machine can still look for what such a run has left there. */
const GIVEN_UP_MS = 15 * 60_000;

/**
 * The rows of runs that have not had their escalation for so long: it is over, back on the queue, with another worker, or its
 * lease has run out. They would keep their workspace and their place among what runs for ever.
 */
export const endLostRuns = (now: number): Statement => ({
  name: 'end_lost_runs',
  text: `UPDATE monitor_runs r SET
           ended_at = $1, outcome = 'lost', error = 'its worker ' || r.worker || ' was not heard of again'
          FROM monitor_escalations e
         WHERE e.id = r.escalation_id AND r.ended_at IS NULL AND r.started_at <= $2
           AND $2 >= CASE
             WHEN e.finished_at IS NOT NULL THEN e.finished_at
             WHEN e.status = 'queued' THEN e.ready_at
             WHEN e.claimed_at > r.started_at THEN e.claimed_at
             ELSE e.lease_until END`,
  values: [instant(now), instant(now - GIVEN_UP_MS)],
});
