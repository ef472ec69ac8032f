import type { WorkerSighting } from '../escalation/worker-sighting.ts';
import type { Database } from './database.ts';

/** Of workers that told of themselves at any time; none where the tables are still from before there were workers. */
export async function readWorkers(database: Database): Promise<WorkerSighting[]> {
  const doing = 'read which workers there are';
  const [[table] = []] = await database.query(doing, { name: 'workers_table', text: TABLE, values: [] });
  if (table?.known !== true) return [];
  const [rows = []] = await database.query(doing, { name: 'workers', text: WORKERS, values: [] });
  return rows as unknown as WorkerSighting[];
}

const TABLE = "SELECT to_regclass('monitor_workers') IS NOT NULL AS known";
const WORKERS =
  'SELECT name, host, seen_at AS "seenAt", able, reason FROM monitor_workers ORDER BY seen_at DESC LIMIT 100';
