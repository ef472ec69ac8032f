import { describe, expect, it, jest } from '@jest/globals';
import { onCallFacts } from '../../../src/errands.ts';
import { connect, freshDatabase } from '../../support/postgres.ts';
import { validConfig } from '../../support/valid-config.ts';

// The first test of a process starts a server.
jest.setTimeout(60_000);

const seen = (url: string) => onCallFacts('').workers(validConfig({ DATABASE_URL: url }));

describe('workers that told of themselves', () => {
  it('are read, the last one first', async () => {
    await using database = await freshDatabase();
    expect(await seen(database.url)).toEqual([]);
    await using client = await connect(database.url);
    await client.query(
      `INSERT INTO monitor_workers (name, host, started_at, seen_at, able, reason) VALUES
       ('w1', 'box', to_timestamp(1), to_timestamp(100.5), false, 'no key'),
       ('w2', 'far', to_timestamp(1), to_timestamp(200), true, '')`,
    );
    expect(await seen(database.url)).toEqual([
      { name: 'w2', host: 'far', seenAt: 200_000, able: true, reason: '' },
      { name: 'w1', host: 'box', seenAt: 100_500, able: false, reason: 'no key' },
    ]);
  });

  it('are none in a database whose tables are still to be made', async () => {
    await using database = await freshDatabase({ migrated: false });
    expect(await seen(database.url)).toEqual([]);
  });

  it('cannot be known without a database', async () => {
    const config = validConfig({ PARAMEDIC_DATA_DIR: '/nowhere/data' });
    await expect(onCallFacts('').workers(config)).rejects.toMatchObject({ code: 'no_database_yet' });
  });
});
