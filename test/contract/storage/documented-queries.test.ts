import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Connection, connect, type FreshDatabase, freshDatabase } from '../../support/postgres.ts';

// The first test of a process starts a server.
jest.setTimeout(60_000);

const root = join(import.meta.dirname, '../../..');

function queriesIn(file: string): { title: string; query: string }[] {
  const blocks = readFileSync(join(root, file), 'utf8').matchAll(/^```sql\n([\s\S]*?)^```/gm);
  const queries = [...blocks].flatMap(([, block = '']) => block.split(/;\s*$/m).map((query) => query.trim()));
  return queries.filter((query) => query !== '').map((query) => ({ title: query.split('\n')[0] ?? '', query }));
}

describe.each(['README.md', 'docs/psql.md'])('the queries in %s', (file) => {
  let database: FreshDatabase;
  let connection: Connection;
  beforeAll(async () => {
    database = await freshDatabase();
    connection = await connect(database.url);
  });
  afterAll(async () => {
    await connection[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
  });

  it.each(queriesIn(file))('$title', async ({ query }) => {
    const { fields } = await connection.query(query);
    expect(fields).not.toEqual([]);
  });
});
