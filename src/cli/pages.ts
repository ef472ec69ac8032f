import type { MonitorClient } from './client.ts';

/** What of a list is wanted. */
export interface Listed {
  readonly limit: number;
  readonly [filter: string]: string | number | undefined;
}

/** The most that the monitor hands out at once. */
const PAGE = 200;

/** As many rows as are wanted, page by page. */
export async function listPages<T>(client: MonitorClient, path: string, { limit, ...filter }: Listed): Promise<T[]> {
  const items: T[] = [];
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
  while (items.length < limit) {
    query.set('limit', String(Math.min(PAGE, limit - items.length)));
    const page = await client.get<{ items: T[]; next: string | null }>(`${path}?${query}`);
    items.push(...page.items);
    if (page.next === null) break;
    query.set('before', page.next);
  }
  return items.slice(0, limit);
}
