/** The most that an archive hands out at once. */
const ARCHIVE_MAX = 500;

export interface Page<T> {
  items: readonly T[];
  /** `before` of the next page; undefined on the last one. */
  next: number | undefined;
}

/** Newest first; `instantOf` is what the archive pages by. */
export interface Paged<T> {
  list(query: { readonly limit: number }): Promise<readonly T[]>;
  instantOf(item: T): number;
}

/**
 * Archives page by instant, and one look at the engine may open many incidents in the same millisecond: a page therefore never
 * ends within an instant. It is shorter than `limit` then, or longer when it is all one instant.
 */
export async function pageByInstant<T>(paged: Paged<T>, limit: number): Promise<Page<T>> {
  const found = await paged.list({ limit: limit + 1 });
  const beyond = found[limit];
  if (beyond === undefined) return { items: found, next: undefined };
  const page = found.filter((item) => paged.instantOf(item) !== paged.instantOf(beyond));
  const last = page[page.length - 1];
  return last === undefined ? wholeInstant(paged) : { items: page, next: paged.instantOf(last) };
}

async function wholeInstant<T>(paged: Paged<T>): Promise<Page<T>> {
  const found = await paged.list({ limit: ARCHIVE_MAX });
  const [first] = found;
  if (first === undefined) return { items: [], next: undefined };
  const instant = paged.instantOf(first);
  const items = found.filter((item) => paged.instantOf(item) === instant);
  const more = items.length < found.length || found.length === ARCHIVE_MAX;
  return { items, next: more ? instant : undefined };
}
