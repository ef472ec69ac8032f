import type { Database, Row, Statement } from './database.ts';

export const DAY_MS = 86_400_000;
/** Tables with one partition per UTC day, named TABLE_YYYYMMDD. */
const PARTITIONED = ['monitor_health_metrics', 'monitor_host_metrics', 'monitor_decisions'] as const;
export type PartitionedTable = (typeof PARTITIONED)[number];

const startOfDay = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;
const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const partitionOf = (table: string, ms: number): string => `${table}_${isoDay(ms).replaceAll('-', '')}`;

/** The days (as their first instants) that must have partitions now: yesterday, for late samples, to two days ahead. */
export const daysAround = (now: number): number[] => [-1, 0, 1, 2].map((offset) => startOfDay(now) + offset * DAY_MS);

/** The distinct days of these instants. */
export const daysOf = (instants: readonly number[]): number[] => [...new Set(instants.map(startOfDay))];

/** The table and the day of a partition by its name; undefined for a table that is none of ours. */
export function readPartitionName(name: string): { table: PartitionedTable; day: number } | undefined {
  const match = /^(.+)_(\d{4})(\d{2})(\d{2})$/.exec(name);
  const table = PARTITIONED.find((ours) => ours === match?.[1]);
  if (match === null || table === undefined) return undefined;
  const day = Date.parse(`${match[2]}-${match[3]}-${match[4]}T00:00:00Z`);
  return Number.isNaN(day) ? undefined : { table, day };
}

/** Makes what is missing. Idempotent, also when two monitors do it at the same moment. */
export async function ensurePartitions(database: Database, days: readonly number[]): Promise<void> {
  const existing = new Set((await partitions(database)).map(({ name }) => name));
  const missing = PARTITIONED.flatMap((table) =>
    days.filter((day) => !existing.has(partitionOf(table, day))).map((day) => createPartition(table, day)),
  );
  if (missing.length === 0) return;
  // The lock makes "if not exists" true for two sessions at once; one message is one transaction.
  await database.execute(
    'make the partitions of the day',
    ["SELECT pg_advisory_xact_lock(hashtext('paramedic partitions'))", ...missing].join(';\n'),
  );
}

const createPartition = (table: string, day: number): string =>
  `CREATE TABLE IF NOT EXISTS ${partitionOf(table, day)} PARTITION OF ${table}
   FOR VALUES FROM ('${isoDay(day)} 00:00:00+00') TO ('${isoDay(day + DAY_MS)} 00:00:00+00')`;

/**
 * Runs a transaction; when a day of these instants has no partition yet, it is made first. Nobody prepares days for what
 * comes late: a sample of a slow cycle, a decision out of the spool.
 */
export async function overDays<T>(
  database: Database,
  instants: readonly number[],
  transaction: () => Promise<T>,
): Promise<T> {
  try {
    return await transaction();
  } catch (error) {
    if (!isMissingPartition(error)) throw error;
    await ensurePartitions(database, daysOf(instants));
    return transaction();
  }
}

/** "no partition of relation … found for row" has no name of its own among the broken checks, and no constraint. */
function isMissingPartition(error: unknown): boolean {
  const cause = (error as { cause?: { code?: unknown; constraint?: unknown } } | undefined)?.cause;
  return cause?.code === '23514' && cause.constraint === undefined;
}

/** Drops the partitions of all days that ended before the instant that `before` says for their table; answers their names. */
export async function dropPartitions(
  database: Database,
  before: Readonly<Record<PartitionedTable, number>>,
): Promise<string[]> {
  const expired = (await partitions(database)).filter(({ table, day }) => day + DAY_MS <= before[table]);
  for (const { name } of expired) await database.execute('drop an old partition', `DROP TABLE IF EXISTS ${name}`);
  return expired.map(({ name }) => name);
}

async function partitions(database: Database): Promise<{ name: string; table: PartitionedTable; day: number }[]> {
  const [rows = []] = await database.query('list the partitions', LIST);
  return rows.flatMap((row: Row) => {
    const name = String(row.name);
    const read = readPartitionName(name);
    return read === undefined ? [] : [{ name, ...read }];
  });
}

const LIST: Statement = {
  name: 'partitions',
  text: `SELECT child.relname AS name FROM pg_inherits
           JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
          WHERE parent.relname = ANY ($1) AND parent.relnamespace = 'public'::regnamespace`,
  values: [[...PARTITIONED]],
};
