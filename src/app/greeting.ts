import type { Config } from '../config/config.ts';
import type { LeadershipStatus } from '../incidents/view.ts';

/** Where to look, said at once: whether it leads is known later, when the storage has answered. */
export function welcome(url: string, { dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>): string {
  const psql = databaseUrl === undefined ? 'psql "$(npx paramedic db url)"' : 'psql "$DATABASE_URL"';
  return [
    'Paramedic has started',
    `  status page  ${url}/`,
    `  metrics      ${url}/metrics`,
    '  in a shell   npx paramedic status · incidents · explain CONTAINER · doctor',
    `  incidents    ${psql} -c 'SELECT * FROM monitor_incidents'`,
    `  log          ${dataDir}/logs/paramedic.log`,
    '',
  ].join('\n');
}

/** What this monitor is now; undefined where a person is not told on the terminal: of a doubt the log tells. */
export function roleLine({ role, leader }: LeadershipStatus, mode: Config['mode']): string | undefined {
  if (role === 'standby') return leader === undefined ? undefined : `Paramedic stands by: ${leader} leads`;
  if (role === 'uncertain') return undefined;
  return `Paramedic leads and is on watch${mode === 'shadow' ? ' (shadow mode: decides and records, does nothing)' : ''}`;
}
