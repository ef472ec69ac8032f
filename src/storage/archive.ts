import type { Incident, RecordedDecision } from '../incidents/incident.ts';
import type { DecisionQuery, IncidentArchive, IncidentQuery, IncidentStory } from '../incidents/ledger.ts';
import { cleanOptionalText, cleanText, instant, optionalInstant } from './clean.ts';
import type { Database } from './database.ts';
import { idRange, onlyOne, pageSize } from './finding.ts';
import { incidentOf, recordedDecisionOf, remediationOf, timelineEntryOf } from './rows.ts';

/** The read side of incidents, for the faces. */
export class PgArchive implements IncidentArchive {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(query: IncidentQuery): Promise<Incident[]> {
    const [rows = []] = await this.#database.query('list incidents', {
      name: 'archive_list',
      text: `SELECT * FROM monitor_incidents
              WHERE ($1::text IS NULL OR status = $1 OR ($1 = 'unresolved' AND status <> 'resolved'))
                AND ($2::text IS NULL OR incident_type = $2)
                AND ($3::text IS NULL OR target = $3)
                AND ($4::timestamptz IS NULL OR timestamp < $4)
              ORDER BY timestamp DESC, id DESC LIMIT $5`,
      values: [
        query.status ?? null,
        cleanOptionalText(query.type),
        cleanOptionalText(query.target),
        optionalInstant(query.before),
        pageSize(query.limit),
      ],
    });
    return rows.map(incidentOf);
  }

  async story(idOrPrefix: string): Promise<IncidentStory | undefined> {
    const range = idRange(idOrPrefix);
    if (range === undefined) return undefined;
    const [found = []] = await this.#database.query('find the incident', {
      name: 'archive_find',
      text: 'SELECT * FROM monitor_incidents WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT 2',
      values: range,
    });
    const row = onlyOne(found, 'incident', idOrPrefix);
    return row === undefined ? undefined : this.#tell(incidentOf(row));
  }

  async decisions({ host, target, since, limit }: DecisionQuery): Promise<RecordedDecision[]> {
    const [rows = []] = await this.#database.query('read the decisions', {
      name: 'archive_decisions',
      text: `SELECT * FROM monitor_decisions WHERE target = $1 AND host = $2 AND timestamp >= $3
              ORDER BY timestamp DESC, id DESC LIMIT $4`,
      values: [cleanText(target), cleanText(host), instant(since), limit],
    });
    return rows.map(recordedDecisionOf).reverse();
  }

  async #tell(incident: Incident): Promise<IncidentStory> {
    const [timeline = [], remediations = [], children = []] = await this.#database.query(
      'read the incident',
      {
        name: 'story_timeline',
        text: 'SELECT * FROM monitor_incident_events WHERE incident_id = $1 ORDER BY timestamp, id',
        values: [incident.id],
      },
      {
        name: 'story_remediations',
        text: 'SELECT * FROM monitor_remediations WHERE incident_id = $1 ORDER BY attempt, intended_at, id',
        values: [incident.id],
      },
      {
        name: 'story_children',
        text: 'SELECT * FROM monitor_incidents WHERE parent_id = $1 ORDER BY timestamp, id',
        values: [incident.id],
      },
    );
    return {
      incident,
      timeline: timeline.map(timelineEntryOf),
      remediations: remediations.map(remediationOf),
      children: children.map(incidentOf),
    };
  }
}
