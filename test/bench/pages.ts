import { type Summary, summarise } from './statistics.ts';

/** How long a scrape takes, and how large it is. `sorted`: each time, ascending. */
export async function metricsPages(
  url: string,
  count: number,
): Promise<{ time: Summary; sorted: readonly number[]; size: string }> {
  const times: number[] = [];
  let bytes = 0;
  for (let page = 0; page < count; page += 1) {
    const begin = performance.now();
    const answer = await fetch(url);
    bytes = (await answer.arrayBuffer()).byteLength;
    times.push(performance.now() - begin);
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  }
  const sorted = times.sort((a, b) => a - b);
  return { time: summarise(sorted), sorted, size: `${Math.round(bytes / 1000)} kB` };
}
