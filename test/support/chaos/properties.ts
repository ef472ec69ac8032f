import type { Budget } from '../../../src/config/config.ts';
import type { Connection } from '../postgres.ts';
import type { SimRecord } from '../sim-engine/orders.ts';
import type { Sickness } from './troubles.ts';

export interface Chronicle {
  readonly incidents: readonly { id: string; container: string; type: string; from: number; to: number | null }[];
  readonly restarts: readonly { incident: string; container: string; intendedAt: number; outcome: string | null }[];
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

const ALWAYS: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** When somebody was there. */
export interface Presence {
  readonly watches: readonly Span[];
  /** Of each container in turn, and all that came of it was on record in the end. */
  readonly looks: readonly Span[];
}

const THROUGHOUT: Presence = { watches: [ALWAYS], looks: [] };

/** What stands on record of containers, in the order in which it came to pass. */
export async function chronicleOf(client: Connection): Promise<Chronicle> {
  const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;
  const incidents = await client.query(
    `SELECT id, container_name AS container, incident_type AS type, ${ms('timestamp')} AS "from", ${ms('resolved_at')} AS "to"
       FROM monitor_incidents WHERE container_id <> '' ORDER BY timestamp, id`,
  );
  const restarts = await client.query(
    `SELECT r.incident_id AS incident, i.container_name AS container, ${ms('r.intended_at')} AS "intendedAt", r.outcome
       FROM monitor_remediations r JOIN monitor_incidents i ON i.id = r.incident_id
      WHERE r.action = 'restart' ORDER BY r.intended_at, r.id`,
  );
  return { incidents: incidents.rows, restarts: restarts.rows };
}

/** A restart without an intent on record before it, or a second one for the same intent. */
export function strayRestarts({ restarts }: Chronicle, records: readonly SimRecord[]): string[] {
  return records.flatMap(({ name, restartCalls }) => {
    const intents = restarts.filter(({ container }) => container === name).map(({ intendedAt }) => intendedAt);
    const used = new Set<number>();
    return restartCalls.flatMap((call) => {
      const index = intents.findLastIndex((intent) => Math.floor(intent) <= call);
      if (index < 0) return [`${name}: restarted at ${call} without an intent`];
      if (used.has(index)) return [`${name}: restarted twice for the intent of ${intents[index]}`];
      used.add(index);
      return [];
    });
  });
}

/**
 * A restart that was lost in a death, and another before its time was over, while the engine may have been at it; or one asked
 * for while the engine was at the one before.
 */
export function repeated({ restarts }: Chronicle, records: readonly SimRecord[], patienceMs: number): string[] {
  const hasty = [...Map.groupBy(restarts, ({ container }) => container)].flatMap(([name, all]) =>
    all.flatMap(({ intendedAt }, index) => {
      const before = all[index - 1];
      if (before?.outcome !== 'interrupted' || intendedAt - before.intendedAt >= patienceMs) return [];
      return [
        `${name}: the lost restart of ${before.intendedAt} was repeated ${intendedAt - before.intendedAt} ms later`,
      ];
    }),
  );
  const doubled = records.flatMap(({ name, restartCalls, restarts: done }) =>
    restartCalls.flatMap((call, index) =>
      index > 0 && call < (done[index - 1] ?? Number.POSITIVE_INFINITY)
        ? [`${name}: restarted at ${call} in a restart`]
        : [],
    ),
  );
  return [...hasty, ...doubled];
}

/** More intents within a window than the budget allows, whoever lived meanwhile; that each restart has its own is asked above. */
export function overdrawn({ restarts }: Chronicle, { count, windowMs }: Budget): string[] {
  const byContainer = Map.groupBy(
    restarts.filter(({ outcome }) => outcome !== 'withdrawn'),
    ({ container }) => container,
  );
  return [...byContainer].flatMap(([name, intents]) =>
    intents.flatMap(({ intendedAt }, index) => {
      const first = intents[index - count]?.intendedAt;
      const withinMs = first === undefined ? Number.POSITIVE_INFINITY : intendedAt - first;
      return withinMs < windowMs ? [`${name}: ${count + 1} restarts within ${withinMs} ms`] : [];
    }),
  );
}

/** More restarts for one incident than it has attempts. */
export function overtried({ restarts }: Chronicle, maxAttempts: number): string[] {
  const counted = Map.groupBy(
    restarts.filter(({ outcome }) => outcome !== 'withdrawn'),
    ({ incident }) => incident,
  );
  return [...counted].flatMap(([incident, tries]) =>
    tries.length > maxAttempts ? [`incident ${incident}: ${tries.length} restarts`] : [],
  );
}

/** A whole look was taken while it stood; or, all spans of watching together, somebody was there for so long. */
export function wasInView(sickness: Sickness, atLeastMs: number, { watches, looks }: Presence): boolean {
  const { from, to = ALWAYS.to, crashed } = sickness;
  const lookedAt = !crashed && looks.some((look) => from <= look.from && look.to <= to);
  return lookedAt || seenForMs(sickness, watches) >= atLeastMs;
}

function seenForMs({ from, to = ALWAYS.to, untold = ALWAYS.to }: Sickness, watches: readonly Span[]): number {
  const until = Math.min(to, untold);
  return watches.reduce((sum, watch) => sum + Math.max(0, Math.min(until, watch.to) - Math.max(from, watch.from)), 0);
}

/** Was in view, and there was no incident while it stood. */
export function overlooked(
  { incidents }: Chronicle,
  sicknesses: readonly Sickness[],
  atLeastMs: number,
  presence: Presence = THROUGHOUT,
): string[] {
  return sicknesses.flatMap((sickness) => {
    const { name, from, to } = sickness;
    const until = to ?? Number.POSITIVE_INFINITY;
    if (!wasInView(sickness, atLeastMs, presence)) return [];
    const seen = incidents.some((it) => it.container === name && it.from <= until && (it.to ?? until) >= from);
    return seen ? [] : [`${name}: sick from ${from} to ${until} (${until - from} ms) and no incident`];
  });
}

export const stillOpen = ({ incidents }: Chronicle): string[] =>
  incidents.flatMap(({ id, container, type, to }) =>
    to === null ? [`${container}: ${type} ${id} is still open`] : [],
  );

export const unfinished = ({ restarts }: Chronicle): string[] =>
  restarts.flatMap(({ container, intendedAt, outcome }) =>
    outcome === null ? [`${container}: the attempt of ${intendedAt} has no outcome`] : [],
  );
