import { ParamedicError } from '../base/errors.ts';
import type { History, HistoryReader } from '../replay/history.ts';
import { instant } from './clean.ts';
import type { Database, Row, Statement } from './database.ts';
import { flipOf, remediationOf, silenceOf } from './rows.ts';

/** What fits into memory and into a few seconds. */
const MOST_FLIPS = 200_000;

/** The record of a span of time, for a replay. */
export class PgHistory implements HistoryReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async read(since: number, until: number): Promise<History> {
    const span = [instant(since), instant(until)];
    const [before = [], flips = [], remediations = [], incidents = [], refusals = [], silences = [], watched = []] =
      await this.#database.query('read the record', ...STATEMENTS.map(([name, text]) => statement(name, text, span)));
    if (flips.length > MOST_FLIPS) {
      throw new ParamedicError(
        'too_much_history',
        `There are more than ${MOST_FLIPS} changes of verdict in this span.`,
        {
          cure: 'Replay a shorter span: --since 1d.',
        },
      );
    }
    return {
      since,
      until,
      flips: [...before, ...flips].map(flipOf).sort((a, b) => a.at - b.at),
      remediations: remediations.map(remediationOf),
      incidents: incidents.map((row) => row as unknown as History['incidents'][number]),
      refusals: refusals.map((row) => row as unknown as History['refusals'][number]),
      silences: silences.map(silenceOf),
      watched: Object.fromEntries(watched.map(({ host, count }: Row) => [host, count])),
    };
  }
}

const statement = (name: string, text: string, span: readonly string[]): Statement => ({
  name: `history_${name}`,
  text,
  values: span.filter((_, index) => text.includes(`$${index + 1}`)),
});

/** `$1` and `$2` are the ends of the span. */
const STATEMENTS: readonly (readonly [name: string, text: string])[] = [
  [
    'before',
    `SELECT flip.* FROM monitor_targets known CROSS JOIN LATERAL (
       SELECT * FROM monitor_flips WHERE target = known.target AND host = known.host AND timestamp < $1
        ORDER BY timestamp DESC LIMIT 1) flip`,
  ],
  [
    'flips',
    `SELECT * FROM monitor_flips WHERE timestamp >= $1 AND timestamp < $2 ORDER BY timestamp, id LIMIT ${MOST_FLIPS + 1}`,
  ],
  [
    'remediations',
    'SELECT * FROM monitor_remediations WHERE intended_at >= $1 AND intended_at < $2 ORDER BY intended_at, id',
  ],
  [
    'incidents',
    `SELECT id, timestamp, target, host, incident_type AS type
       FROM monitor_incidents WHERE timestamp >= $1 AND timestamp < $2 ORDER BY timestamp, id`,
  ],
  [
    'refusals',
    `SELECT host, target, reason, count(*)::int AS count
       FROM monitor_incident_events event JOIN monitor_incidents incident ON incident.id = incident_id
      WHERE kind = 'refused' AND event.timestamp >= $1 AND event.timestamp < $2
      GROUP BY host, target, reason ORDER BY host, target, reason`,
  ],
  ['silences', 'SELECT * FROM monitor_silences WHERE ends_at > $1 AND starts_at < $2 ORDER BY starts_at, id'],
  [
    'watched',
    // The host's own row is no container.
    `SELECT host, count(*)::int AS count FROM monitor_targets WHERE target <> 'host/' || host GROUP BY host`,
  ],
];
