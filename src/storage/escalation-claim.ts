/** Reads only what is open, by partial index, and whose incidents: its cost does not grow with the past. */
export const CLAIM = `
  WITH next AS MATERIALIZED (
    SELECT e.id FROM monitor_escalations e
     WHERE e.finished_at IS NULL AND e.attempts < $4 AND e.cancel_reason IS NULL
       AND (e.status = 'queued' AND e.ready_at <= $1 AND e.expires_at > $1 OR e.lease_until <= $1)
       AND ($5::text[] IS NULL OR e.host = ANY ($5))
       AND EXISTS (
         SELECT FROM monitor_escalation_incidents l JOIN monitor_incidents i ON i.id = l.incident_id
          WHERE l.escalation_id = e.id AND i.status <> 'resolved'
            AND (i.acknowledged_at IS NULL OR e.reason = 'asked_for'))
     ORDER BY array_position(ARRAY['critical', 'warning', 'info'], e.severity), e.ready_at, e.id
     LIMIT 1 FOR UPDATE OF e SKIP LOCKED)
  UPDATE monitor_escalations e
     SET status = 'claimed', attempts = attempts + 1, fence = fence + 1, claimed_by = $2, claimed_at = $1, lease_until = $3
    FROM next WHERE e.id = next.id RETURNING e.*`;

/**
 * Who joined after the claim is told by the fence; joined_at is made to say the same, whatever the clocks of two hosts say. A
 * session that somebody wants ended has the rest of its minute.
 */
export const RENEW = `
  WITH held AS (
    UPDATE monitor_escalations
       SET lease_until = CASE WHEN cancel_reason IS NOT NULL AND claimed_by LIKE 'mcp:%' THEN least(lease_until, $4)
                              ELSE $4 END
     WHERE id = $1 AND fence = $2 AND status = ANY ($3) RETURNING id, fence, claimed_at, cancel_reason)
  SELECT held.cancel_reason, i.id, i.status, i.resolution,
         CASE WHEN l.fence < held.fence THEN least(l.joined_at, held.claimed_at)
              ELSE greatest(l.joined_at, held.claimed_at + interval '1 millisecond') END AS joined_at
    FROM held
    LEFT JOIN monitor_escalation_incidents l ON l.escalation_id = held.id
    LEFT JOIN monitor_incidents i ON i.id = l.incident_id
   ORDER BY joined_at, i.id`;

/** What a person takes in hand waits for nothing: neither for related incidents nor for its turn. */
export const CLAIM_THIS = `
  UPDATE monitor_escalations
     SET status = 'claimed', attempts = attempts + 1, fence = fence + 1, claimed_by = $2, claimed_at = $3, lease_until = $4
   WHERE id = $1 AND finished_at IS NULL AND cancel_reason IS NULL AND (status = 'queued' OR lease_until <= $3)
   RETURNING *`;
