import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import type { Logger } from '../../../src/base/logger.ts';
import { openStorage, type Storage } from '../../../src/storage/open.ts';
import { DAY_MS } from '../../../src/storage/partitions.ts';
import { dataFolder } from '../../support/data-folder.ts';
import { aQueued, givingUp, resolving } from '../../support/escalation-records.ts';
import { eventually } from '../../support/eventually.ts';
import { connect, freshDatabase } from '../../support/postgres.ts';
import { aHostSample, aMetric, anIncident, openingOf } from '../../support/records.ts';
import { tcpProxy } from '../../support/tcp-proxy.ts';

jest.setTimeout(60_000);

/** Real time, but nobody waits long between two tries. */
const clock: Clock = { now: Date.now, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal) };

interface Opened extends AsyncDisposable {
  readonly storage: Storage;
  readonly events: string[];
}

async function open(dataDir: string, databaseUrl?: string): Promise<Opened> {
  const events: string[] = [];
  const log = (event: string) => void events.push(event);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const retention = { metricsMs: 7 * DAY_MS, incidentsMs: 365 * DAY_MS, runsMs: 90 * DAY_MS };
  const storage = await openStorage({ databaseUrl, dataDir, retention, clock, logger });
  return { storage, events, [Symbol.asyncDispose]: () => storage.close() };
}

const incident = (target: string) => anIncident({ target, timestamp: Date.now() });

describe('openStorage', () => {
  it('prepares everything that the first record and the first sample need', async () => {
    await using data = await dataFolder();
    await using db = await freshDatabase({ migrated: false });
    await using it = await open(data.path, db.url);
    await it.storage.ready();
    await it.storage.ledger.record(openingOf(incident('a')));
    await it.storage.ledger.recordSamples('box', [aMetric({ at: Date.now() })], aHostSample({ at: Date.now() }));
    await it.storage.upkeep(Date.now());
    expect(await it.storage.archive.list({})).toHaveLength(1);
    expect(it.storage.status()).toMatchObject({ ready: true, spooledRecords: 0, droppedSamples: 0 });
    expect(it.storage.url()).toBe(db.url);
    expect(await it.storage.drainOnce()).toBe(0);
  });

  it('works before Postgres can be reached, says so once, and catches up before it is ready', async () => {
    await using data = await dataFolder();
    await using db = await freshDatabase({ migrated: false });
    await using proxy = await tcpProxy(db.url);
    await proxy.cut();
    await using it = await open(data.path, proxy.url);
    const early = incident('early');
    await it.storage.ledger.record(openingOf(early));
    await it.storage.ledger.recordSamples('box', [aMetric()], undefined);
    await expect(it.storage.memory.recollect('box', 0)).rejects.toMatchObject({ code: 'storage_unreachable' });
    expect(it.storage.status()).toMatchObject({ ready: false, spooledRecords: 1, droppedSamples: 1 });
    await eventually('it is said', async () => it.events.includes('storage_unreachable') || undefined, 30_000, 10);
    await proxy.mend();
    await it.storage.ready();
    expect((await it.storage.memory.recollect('box', 0)).openIncidents).toEqual([early]);
    expect(it.events.filter((event) => event.startsWith('storage_'))).toEqual([
      'storage_unreachable',
      'storage_recovered',
    ]);
  });

  it('drains what an earlier life left behind before it is ready', async () => {
    await using data = await dataFolder();
    await using db = await freshDatabase();
    const left = incident('left');
    {
      await using it = await open(data.path, 'postgresql://nobody@127.0.0.1:1/none');
      await it.storage.ledger.record(openingOf(left));
    }
    await using it = await open(data.path, db.url);
    await it.storage.ready();
    expect((await it.storage.memory.recollect('box', 0)).openIncidents).toEqual([left]);
  });

  it('keeps order and loses nothing while Postgres goes away and comes back', async () => {
    await using data = await dataFolder();
    await using db = await freshDatabase();
    await using proxy = await tcpProxy(db.url);
    await using it = await open(data.path, proxy.url);
    await it.storage.ready();
    const first = incident('a');
    await it.storage.ledger.record(openingOf(first));
    await proxy.cut();
    await it.storage.ledger.record([
      { kind: 'incident_changed', id: first.id, set: { status: 'healing', healAttempts: 1 } },
    ]);
    const second = incident('b');
    await it.storage.ledger.record(openingOf(second));
    expect(await it.storage.drainOnce()).toBe(0);
    expect(it.storage.status()).toMatchObject({ ready: false, spooledRecords: 2 });
    await proxy.mend();
    expect(await it.storage.drainOnce()).toBe(2);
    await it.storage.ledger.record([{ kind: 'incident_changed', id: first.id, set: { status: 'escalated' } }]);
    const list = await it.storage.archive.list({});
    expect(list.map(({ target, status, healAttempts }) => ({ target, status, healAttempts }))).toEqual(
      expect.arrayContaining([
        { target: 'a', status: 'escalated', healAttempts: 1 },
        { target: 'b', status: 'open', healAttempts: 0 },
      ]),
    );
    expect(it.storage.status()).toMatchObject({ ready: true, spooledRecords: 0 });
    expect(it.events.filter((event) => event.startsWith('storage_'))).toEqual([
      'storage_unreachable',
      'storage_recovered',
    ]);
  });

  it('brings what goes on the queue and off it through the spool, and wakes whoever waits for it', async () => {
    await using data = await dataFolder();
    await using db = await freshDatabase();
    await using proxy = await tcpProxy(db.url);
    await using it = await open(data.path, proxy.url);
    await it.storage.ready();
    const { archive } = it.storage.escalations;
    const heard: string[] = [];
    let wake = Promise.withResolvers<void>();
    const ear = it.storage.listener((topic) => {
      heard.push(topic);
      wake.resolve();
    });
    await ear.start();
    await wake.promise;
    await proxy.cut();
    const [stays, goes] = [incident('stays'), incident('goes')];
    const row = { createdAt: Date.now(), readyAt: Date.now(), expiresAt: Date.now() + 60_000 };
    const queued = aQueued(stays, row);
    await it.storage.ledger.record([...givingUp(stays, queued), ...givingUp(goes, row)]);
    await it.storage.ledger.record(resolving(goes));
    expect(it.storage.status()).toMatchObject({ spooledRecords: 2 });
    await expect(archive.list({})).rejects.toMatchObject({ code: 'storage_unreachable', retryable: true });
    heard.length = 0;
    wake = Promise.withResolvers();
    await proxy.mend();
    await wake.promise;
    expect(heard[0]).toBe('escalations');
    expect(await it.storage.drainOnce()).toBe(2);
    expect(await archive.list({ status: 'open' })).toMatchObject([queued]);
    expect(await archive.list({ status: 'cancelled' })).toMatchObject([{ incidentId: goes.id }]);
    await ear.stop();
  });

  it('waits for a hung Postgres once, not for every record', async () => {
    await using data = await dataFolder();
    await using db = await freshDatabase();
    await using proxy = await tcpProxy(db.url);
    await using it = await open(data.path, proxy.url);
    await it.storage.ready();
    proxy.fallSilent();
    const began = performance.now();
    await it.storage.ledger.record(openingOf(incident('a')));
    expect(performance.now() - began).toBeLessThan(15_000);
    const afterwards = performance.now();
    await it.storage.ledger.record(openingOf(incident('b')));
    expect(performance.now() - afterwards).toBeLessThan(4_000);
    expect(it.storage.status()).toMatchObject({ ready: false, spooledRecords: 2 });
  });

  it('keeps a record that Postgres will never take, out of the way', async () => {
    await using data = await dataFolder();
    await using db = await freshDatabase();
    await using proxy = await tcpProxy(db.url);
    await using it = await open(data.path, proxy.url);
    await it.storage.ready();
    await proxy.cut();
    await it.storage.ledger.record(openingOf({ ...incident('bad'), severity: 'loud' as never }));
    await it.storage.ledger.record(openingOf(incident('good')));
    await proxy.mend();
    expect(await it.storage.drainOnce()).toBe(2);
    expect((await it.storage.archive.list({})).map(({ target }) => target)).toEqual(['good']);
    expect(it.storage.losses()).toEqual({ rejected: 1, torn: 0 });
    expect(await readFile(join(data.path, 'spool', 'rejected.jsonl'), 'utf8')).toContain('loud');
  });

  it('does not try again what cannot work', async () => {
    await using data = await dataFolder();
    await using db = await freshDatabase();
    await using client = await connect(db.url);
    await client.query(`INSERT INTO monitor_migrations (name, run_on) VALUES ('9000_breaking_all', now())`);
    await using it = await open(data.path, db.url);
    await expect(it.storage.ready()).rejects.toMatchObject({ code: 'schema_too_new' });
  });

  it('stops at once while it cannot reach Postgres', async () => {
    await using data = await dataFolder();
    const it = await open(data.path, 'postgresql://nobody@127.0.0.1:1/none');
    await it.storage.close();
    await expect(it.storage.ready()).rejects.toMatchObject({ code: 'storage_unreachable' });
  });

  it('runs the embedded Postgres by itself, and starts it again when it was killed', async () => {
    await using data = await dataFolder();
    await using it = await open(data.path);
    await it.storage.ready();
    const pid = Number.parseInt(await readFile(join(data.path, 'postgres', 'postmaster.pid'), 'utf8'), 10);
    process.kill(pid, 'SIGKILL');
    // A session that is left over may take some more; they are as durable as any.
    let recorded = 0;
    while (it.storage.status().ready) await it.storage.ledger.record(openingOf(incident(`t${recorded++}`)));
    expect(it.storage.status().spooledRecords).toBe(1);
    // To be called every second: what is left of the killed server may be in the way of the first tries.
    const drained = await eventually('the server is back', async () => (await it.storage.drainOnce()) || undefined);
    expect(drained).toBe(1);
    const targets = (await it.storage.archive.list({ limit: 500 })).map(({ target }) => target);
    expect(new Set(targets)).toEqual(new Set(Array.from({ length: recorded }, (_, index) => `t${index}`)));
  });
});
