import { describe, expect, it, jest } from '@jest/globals';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import type { Logger } from '../../../src/base/logger.ts';
import { openWorkerStorage } from '../../../src/storage/worker-storage.ts';
import { connect, freshDatabase } from '../../support/postgres.ts';
import { tcpProxy } from '../../support/tcp-proxy.ts';

jest.setTimeout(60_000);

/** Real time, but nobody waits long between two tries. */
const clock: Clock = { now: Date.now, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal) };

function open(url: string) {
  const events: string[] = [];
  const log = (event: string) => void events.push(event);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const storage = openWorkerStorage({ url, clock, logger });
  return { storage, events, [Symbol.asyncDispose]: () => storage.close() };
}

describe('openWorkerStorage', () => {
  it('may come before any monitor: it brings the schema, and waits for a server that is away', async () => {
    await using db = await freshDatabase({ migrated: false });
    await using proxy = await tcpProxy(db.url);
    await proxy.cut();
    await using it = open(proxy.url);
    const ready = it.storage.ready();
    await expect(it.storage.escalations.queue.spent(0)).rejects.toMatchObject({ code: 'storage_unreachable' });
    expect(it.storage.isReady()).toBe(false);
    await proxy.mend();
    await ready;
    expect(it.storage.isReady()).toBe(true);
    expect(await it.storage.escalations.queue.spent(0)).toEqual({ runs: 0, usd: 0, oldest: undefined });
    await proxy.cut();
    await expect(it.storage.escalations.queue.spent(0)).rejects.toMatchObject({ retryable: true });
    expect(it.storage.isReady()).toBe(false);
  });

  it('hears what it is to be woken for', async () => {
    await using db = await freshDatabase();
    await using it = open(db.url);
    await it.storage.ready();
    const heard = Promise.withResolvers<string>();
    const ear = it.storage.listener((topic) => topic === 'approvals' && heard.resolve(topic));
    await ear.start();
    expect(await heard.promise).toBe('approvals');
    await ear.stop();
  });

  it('refuses a schema that a newer Paramedic has broken, and does not try again', async () => {
    await using db = await freshDatabase();
    await using client = await connect(db.url);
    await client.query("INSERT INTO monitor_migrations (name, run_on) VALUES ('9999_breaking_all', now())");
    await using it = open(db.url);
    await expect(it.storage.ready()).rejects.toMatchObject({ code: 'schema_too_new' });
  });

  it('ends while it still tries', async () => {
    const it = open('postgresql://nobody@127.0.0.1:1/none');
    const ready = it.storage.ready();
    await it.storage.close();
    await expect(ready).rejects.toMatchObject({ code: 'storage_unreachable' });
  });
});
