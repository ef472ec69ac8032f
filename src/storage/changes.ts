import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Flip, RecordedDecision, Silence } from '../incidents/incident.ts';
import type { Change, OutboxMessage, TargetMemory } from '../incidents/ledger.ts';
import { cleanJson, cleanOptionalText, cleanText, instant, optionalInstant } from './clean.ts';
import type { Statement } from './database.ts';
import { escalationQueued, escalationWithdrawn } from './escalation-changes.ts';
import { incidentChanged, incidentOpened, remediationIntended, timeline } from './incident-changes.ts';

/** All changes as statements; a change that is none (a damaged or foreign line of the spool) is refused like a bad row. */
export function statementsOf(changes: readonly Change[]): Statement[] {
  try {
    return changes.map(statementOf);
  } catch (cause) {
    if (cause instanceof ParamedicError) throw cause;
    throw new ParamedicError('storage_rejected', `not a change that can be recorded: ${messageOf(cause)}`, { cause });
  }
}

/**
 * One change as one statement. Each may run twice: inserts yield to the row that is there, updates set values (never
 * add to them) and leave alone what is final: a resolved incident, a finished remediation.
 */
export function statementOf(change: Change): Statement {
  switch (change.kind) {
    case 'flip':
      return flip(change.flip);
    case 'target_remembered':
      return targetRemembered(change.memory);
    case 'target_forgotten':
      return {
        name: 'target_forgotten',
        text: 'DELETE FROM monitor_targets WHERE host = $1 AND target = $2',
        values: [cleanText(change.host), cleanText(change.target)],
      };
    case 'incident_opened':
      return incidentOpened(change.incident);
    case 'incident_changed':
      return incidentChanged(change.id, change.set);
    case 'timeline':
      return timeline(change.entry);
    case 'remediation_intended':
      return remediationIntended(change.remediation);
    case 'remediation_finished':
      return {
        name: 'remediation_finished',
        text: `UPDATE monitor_remediations SET finished_at = $2, outcome = $3, error = $4, detail = $5
                WHERE id = $1 AND finished_at IS NULL`,
        values: [
          change.id,
          instant(change.finishedAt),
          change.outcome,
          cleanOptionalText(change.error),
          cleanJson(change.detail ?? {}),
        ],
      };
    case 'decision':
      return decision(change.decision);
    case 'silence_set':
      return silenceSet(change.silence);
    case 'silence_ended':
      return {
        name: 'silence_ended',
        text: 'UPDATE monitor_silences SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL',
        values: [change.id, instant(change.at)],
      };
    case 'outbox':
      return outbox(change.message);
    case 'escalation_queued':
      return escalationQueued(change.escalation);
    case 'escalation_withdrawn':
      return escalationWithdrawn(change.incidentId, change.at, change.reason);
    default:
      throw new TypeError(`unknown kind ${JSON.stringify((change as Change).kind)}`);
  }
}

const flip = (it: Flip): Statement => ({
  name: 'flip',
  text: `INSERT INTO monitor_flips (id, timestamp, target, container_id, host, from_verdict, to_verdict, reason, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`,
  values: [
    it.id,
    instant(it.at),
    cleanText(it.target),
    cleanText(it.containerId),
    cleanText(it.host),
    cleanText(it.from),
    cleanText(it.to),
    cleanText(it.reason),
    cleanJson(it.detail ?? {}),
  ],
});

const targetRemembered = (it: TargetMemory): Statement => ({
  name: 'target_remembered',
  text: `INSERT INTO monitor_targets
           (host, target, container_id, container_name, state, verdict, reason, since, stopped_on_purpose, memo)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (host, target) DO UPDATE SET
           container_id = excluded.container_id, container_name = excluded.container_name, state = excluded.state,
           verdict = excluded.verdict, reason = excluded.reason, since = excluded.since,
           stopped_on_purpose = excluded.stopped_on_purpose, memo = excluded.memo`,
  values: [
    cleanText(it.host),
    cleanText(it.target),
    cleanText(it.containerId),
    cleanText(it.containerName),
    cleanText(it.state),
    cleanText(it.verdict),
    cleanText(it.reason),
    instant(it.since),
    it.stoppedOnPurpose,
    cleanJson(it.memo ?? {}),
  ],
});

const decision = (it: RecordedDecision): Statement => ({
  name: 'decision',
  text: `INSERT INTO monitor_decisions (id, timestamp, target, host, incident_id, decision, reason, until, inputs)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (timestamp, id) DO NOTHING`,
  values: [
    it.id,
    instant(it.at),
    cleanText(it.target),
    cleanText(it.host),
    it.incidentId ?? null,
    cleanText(it.decision),
    cleanText(it.reason),
    optionalInstant(it.until),
    cleanJson(it.inputs),
  ],
});

const silenceSet = (it: Silence): Statement => ({
  name: 'silence_set',
  text: `INSERT INTO monitor_silences
           (id, target, incident_type, starts_at, ends_at, holds_healing, created_at, created_by, comment, ended_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
  values: [
    it.id,
    cleanText(it.target),
    it.incidentType ?? null,
    instant(it.startsAt),
    instant(it.endsAt),
    it.holdsHealing,
    instant(it.createdAt),
    cleanText(it.createdBy),
    cleanText(it.comment),
    optionalInstant(it.endedAt),
  ],
});

const outbox = (it: OutboxMessage): Statement => ({
  name: 'outbox',
  text: `INSERT INTO monitor_notifications (id, channel, incident_id, event, payload, created_at, next_attempt_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (id) DO NOTHING`,
  values: [
    it.id,
    cleanText(it.channel),
    it.incidentId ?? null,
    cleanText(it.event),
    cleanJson(it.payload),
    instant(it.createdAt),
  ],
});
