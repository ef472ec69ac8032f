import type { Incident } from '../incidents/incident.ts';
import type { IncidentArchive, IncidentQuery } from '../incidents/ledger.ts';

/** The most that the archive hands out at once. */
const ARCHIVE_MAX = 500;

export interface IncidentPage {
  items: readonly Incident[];
  /** `before` of the next page; undefined on the last one. */
  next: number | undefined;
}

/**
 * The archive pages by instant, and one look at the engine may open many incidents in the same millisecond: a page
 * therefore never ends within an instant. It is shorter than `limit` then, or longer when it is all one instant.
 */
export async function pageOfIncidents(
  archive: IncidentArchive,
  query: IncidentQuery,
  limit: number,
): Promise<IncidentPage> {
  const found = await archive.list({ ...query, limit: limit + 1 });
  if (found.length <= limit) return { items: found, next: undefined };
  const page = found.filter((incident) => incident.timestamp !== found[limit]?.timestamp);
  const last = page[page.length - 1];
  return last === undefined ? wholeInstant(archive, query) : { items: page, next: last.timestamp };
}

async function wholeInstant(archive: IncidentArchive, query: IncidentQuery): Promise<IncidentPage> {
  const found = await archive.list({ ...query, limit: ARCHIVE_MAX });
  const instant = found[0]?.timestamp;
  const items = found.filter((incident) => incident.timestamp === instant);
  const more = items.length < found.length || found.length === ARCHIVE_MAX;
  return { items, next: more ? instant : undefined };
}
