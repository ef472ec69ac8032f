import type { Approval } from '../escalation/approval.ts';
import type {
  ApprovalQuery,
  EscalationArchive,
  EscalationQuery,
  EscalationStory,
  Recall,
} from '../escalation/archive-port.ts';
import type { Escalation, Lesson } from '../escalation/escalation.ts';
import { cleanOptionalText, cleanText, instant, optionalInstant } from './clean.ts';
import type { Database } from './database.ts';
import { approvalOf, escalationOf, lessonOf, runOf } from './escalation-rows.ts';
import { idRange, onlyOne, pageSize } from './finding.ts';
import { incidentOf, remediationOf, timelineEntryOf } from './rows.ts';

/** The read side of escalations, for the faces and for briefings. */
export class PgEscalationArchive implements EscalationArchive {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(query: EscalationQuery): Promise<Escalation[]> {
    const [rows = []] = await this.#database.query('list escalations', {
      name: 'escalations_list',
      text: `SELECT e.* FROM monitor_escalations e
              WHERE ($1::text IS NULL OR status = $1 OR ($1 = 'open' AND finished_at IS NULL))
                AND ($2::text IS NULL OR target = $2 OR EXISTS (
                  SELECT FROM monitor_escalation_incidents l JOIN monitor_incidents i ON i.id = l.incident_id
                   WHERE l.escalation_id = e.id AND i.target = $2))
                AND ($3::timestamptz IS NULL OR created_at < $3)
                AND ($4::uuid IS NULL OR EXISTS (
                  SELECT FROM monitor_escalation_incidents l WHERE l.escalation_id = e.id AND l.incident_id = $4))
                AND ($6::text IS NULL OR host = $6)
              ORDER BY created_at DESC, id DESC LIMIT $5`,
      values: [
        query.status ?? null,
        cleanOptionalText(query.target),
        optionalInstant(query.before),
        query.incident ?? null,
        pageSize(query.limit),
        cleanOptionalText(query.host),
      ],
    });
    return rows.map(escalationOf);
  }

  async story(idOrPrefix: string): Promise<EscalationStory | undefined> {
    const range = idRange(idOrPrefix);
    if (range === undefined) return undefined;
    const [found = []] = await this.#database.query('find the escalation', {
      name: 'escalation_find',
      text: 'SELECT * FROM monitor_escalations WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT 2',
      values: range,
    });
    const row = onlyOne(found, 'escalation', idOrPrefix);
    return row === undefined ? undefined : this.#tell(escalationOf(row));
  }

  async approvals({ status, limit, before }: ApprovalQuery): Promise<Approval[]> {
    const [rows = []] = await this.#database.query('list approvals', {
      name: 'approvals_list',
      text: `SELECT * FROM monitor_approvals
              WHERE ($1::text IS NULL OR status = $1) AND ($2::timestamptz IS NULL OR created_at < $2)
              ORDER BY created_at DESC, id DESC LIMIT $3`,
      values: [status ?? null, optionalInstant(before), pageSize(limit)],
    });
    return rows.map(approvalOf);
  }

  async recall(signature: string, limit: number, how: Recall): Promise<Lesson[]> {
    const newest = `SELECT * FROM monitor_lessons WHERE signature = $1 ORDER BY learnt_at DESC, id DESC LIMIT $2`;
    const values = [cleanText(signature), pageSize(limit)];
    const [rows = []] = await this.#database.query(
      'recall lessons',
      how === 'shown'
        ? { name: 'lessons_shown', text: newest, values }
        : {
            name: 'lessons_handed',
            text: `WITH recalled AS (
                     UPDATE monitor_lessons SET recalled = recalled + 1
                      WHERE id IN (SELECT id FROM (${newest}) newest) RETURNING *)
                   SELECT * FROM recalled ORDER BY learnt_at DESC, id DESC`,
            values,
          },
    );
    return rows.map(lessonOf);
  }

  async workers(since: number): ReturnType<EscalationArchive['workers']> {
    const [rows = []] = await this.#database.query('list the workers', {
      name: 'workers_list',
      text: `SELECT name, host, seen_at AS "seenAt", able, reason FROM monitor_workers
              WHERE seen_at >= $1 ORDER BY seen_at DESC, name`,
      values: [instant(since)],
    });
    return rows as unknown as Awaited<ReturnType<EscalationArchive['workers']>>;
  }

  async #tell(escalation: Escalation): Promise<EscalationStory> {
    const values = [escalation.id];
    const of = 'incident_id IN (SELECT incident_id FROM monitor_escalation_incidents WHERE escalation_id = $1)';
    const [incidents = [], timeline = [], remediations = [], runs = [], approvals = []] = await this.#database.query(
      'read the escalation',
      {
        name: 'escalation_incidents',
        text: `SELECT i.* FROM monitor_escalation_incidents l JOIN monitor_incidents i ON i.id = l.incident_id
                WHERE l.escalation_id = $1 ORDER BY i.timestamp, i.id`,
        values,
      },
      {
        name: 'escalation_timeline',
        text: `SELECT * FROM monitor_incident_events WHERE ${of} ORDER BY timestamp, id`,
        values,
      },
      {
        name: 'escalation_remediations',
        text: `SELECT * FROM monitor_remediations WHERE ${of} ORDER BY intended_at, id`,
        values,
      },
      {
        name: 'escalation_runs',
        text: 'SELECT * FROM monitor_runs WHERE escalation_id = $1 ORDER BY started_at, id',
        values,
      },
      {
        name: 'escalation_approvals',
        text: 'SELECT * FROM monitor_approvals WHERE escalation_id = $1 ORDER BY created_at, id',
        values,
      },
    );
    return {
      escalation,
      incidents: incidents.map(incidentOf),
      timeline: timeline.map(timelineEntryOf),
      remediations: remediations.map(remediationOf),
      runs: runs.map(runOf),
      approvals: approvals.map(approvalOf),
    };
  }
}
