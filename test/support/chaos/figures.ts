import { appendFileSync } from 'node:fs';

/** What a test saw, for its reader; and one line for docs/chaos.md: `npm run chaos` names the file where it collects them. */
export function figures(what: string, told: Readonly<Record<string, number>>): void {
  const list = Object.entries(told).map(([name, count]) => `${count} ${name}`);
  process.stdout.write(`${what}: ${list.join(' · ')}\n`);
  const file = process.env.CHAOS_RESULTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, told })}\n`);
}
