import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { silentLogger } from '../../../src/base/logger.ts';
import {
  INCIDENT_STATUSES,
  INCIDENT_TYPES,
  REMEDIATION_ACTIONS,
  REMEDIATION_OUTCOMES,
  RESOLUTIONS,
  SEVERITIES,
} from '../../../src/incidents/incident.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { connect, freshDatabase } from '../../support/postgres.ts';

// The first test of a process starts a server.
jest.setTimeout(60_000);

const SQL = join(import.meta.dirname, '../../../sql');

/** The project's own migrations and more, as a newer version would ship them. */
async function newerFolder(files: Record<string, string>): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'sql-'));
  for (const file of await readdir(SQL)) await copyFile(join(SQL, file), join(path, file));
  for (const [name, sql] of Object.entries(files)) await writeFile(join(path, name), sql);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

describe('migrate', () => {
  it('applies each file once, in order', async () => {
    await using db = await freshDatabase({ migrated: false });
    const { applied } = await migrate(db.url, silentLogger);
    expect(applied).toEqual((await readdir(SQL)).sort().map((file) => file.replace('.sql', '')));
    expect(await migrate(db.url, silentLogger)).toEqual({ applied: [] });
  });

  it('lets monitors that start together wait for each other', async () => {
    await using db = await freshDatabase({ migrated: false });
    const results = await Promise.all([1, 2, 3].map(() => migrate(db.url, silentLogger)));
    expect(results.filter(({ applied }) => applied.length > 0)).toHaveLength(1);
  });

  it('works with a schema that is newer and breaks nothing', async () => {
    await using db = await freshDatabase();
    await using newer = await newerFolder({ '0900_more.sql': 'CREATE TABLE more (id int);' });
    expect(await migrate(db.url, silentLogger, newer.path)).toEqual({ applied: ['0900_more'] });
    expect(await migrate(db.url, silentLogger)).toEqual({ applied: [] });
  });

  it('refuses a schema that a newer version broke for it', async () => {
    await using db = await freshDatabase();
    await using newer = await newerFolder({ '0900_breaking_rename.sql': 'ALTER TABLE monitor_flips RENAME TO flips;' });
    await migrate(db.url, silentLogger, newer.path);
    await expect(migrate(db.url, silentLogger)).rejects.toMatchObject({
      code: 'schema_too_new',
      retryable: false,
      message: expect.stringContaining('0900_breaking_rename'),
      cure: expect.stringContaining('newer version'),
    });
  });

  it('leaves nothing behind when a file fails', async () => {
    await using db = await freshDatabase();
    await using newer = await newerFolder({
      '0900_fine.sql': 'CREATE TABLE fine (id int);',
      '0901_wrong.sql': 'CREATE TABLE wrong (id nonsense);',
    });
    await expect(migrate(db.url, silentLogger, newer.path)).rejects.toMatchObject({
      code: 'migration_failed',
      retryable: false,
      message: expect.stringContaining('nonsense'),
    });
    await using client = await connect(db.url);
    expect((await client.query("SELECT to_regclass('fine') AS there")).rows).toEqual([{ there: null }]);
  });

  it('says that nobody answers, and that trying again can help', async () => {
    await expect(migrate('postgresql://x:secret@127.0.0.1:1/x', silentLogger)).rejects.toMatchObject({
      code: 'storage_unreachable',
      retryable: true,
      message: expect.not.stringContaining('secret'),
    });
  });
});

describe('the checks of the tables', () => {
  it.each([
    ['monitor_incidents', 'incident_type', INCIDENT_TYPES],
    ['monitor_incidents', 'severity', SEVERITIES],
    ['monitor_incidents', 'status', INCIDENT_STATUSES],
    ['monitor_incidents', 'resolution', RESOLUTIONS],
    ['monitor_remediations', 'action', REMEDIATION_ACTIONS],
    ['monitor_remediations', 'outcome', REMEDIATION_OUTCOMES],
  ])('%s.%s knows the words of the code', async (table, column, words) => {
    await using db = await freshDatabase();
    await using client = await connect(db.url);
    const { rows } = await client.query(
      'SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conrelid = $1::regclass AND conname = $2',
      [table, `${table}_${column}_check`],
    );
    const known = [...String(rows[0]?.text).matchAll(/'([a-z_-]+)'/g)].map((match) => match[1]);
    expect(known.sort()).toEqual([...words].sort());
  });
});
