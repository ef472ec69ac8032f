/** The series of a Prometheus exposition by their full text, for example `up{job="x"}`; comments left out. */
export function parseExposition(text: string): Map<string, number> {
  const series = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const split = line.lastIndexOf(' ');
    const name = line.slice(0, split);
    if (series.has(name)) throw new Error(`twice in one exposition: ${name}`);
    series.set(name, Number(line.slice(split + 1)));
  }
  return series;
}
