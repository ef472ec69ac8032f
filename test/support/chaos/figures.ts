import { appendFileSync } from 'node:fs';

/** One line for docs/chaos.md: `npm run chaos` names the file where it collects them. */
export function figures(what: string, told: Readonly<Record<string, number>>): void {
  const file = process.env.CHAOS_RESULTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, told })}\n`);
}
