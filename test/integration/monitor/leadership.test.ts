import type { Readable } from 'node:stream';
import { describe, expect, it, jest } from '@jest/globals';
import { HEALTH_FILE, runContainer } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';
import { uniqueLabel } from '../../support/monitor.ts';
import { MonitorProcess } from '../../support/monitor-process.ts';
import { type Connection, connect, freshDatabase } from '../../support/postgres.ts';
import { tcpProxy } from '../../support/tcp-proxy.ts';

jest.setTimeout(180_000);
const quickCheck = { healthCmd: HEALTH_FILE, healthIntervalMs: 1_000, healthRetries: 1 };
/** What the promise allows from the death of one to the first act of the other, and a busy machine on top. */
const TAKEOVER_MS = 5_000;
const TAKEN_OVER = `SELECT name, epoch::int FROM monitor_leadership`;

/** Two monitors on one engine and one Postgres: the first leads, the second stands by. */
async function openPair(databaseUrl: string, env: Record<string, string> = {}, firstUrl = databaseUrl) {
  const stack = new AsyncDisposableStack();
  const label = uniqueLabel();
  const common = { AUTOHEAL_CONTAINER_LABEL: label, ...env };
  const first = stack.use(await MonitorProcess.start({ ...common, DATABASE_URL: firstUrl }));
  const second = stack.use(await MonitorProcess.start({ ...common, DATABASE_URL: databaseUrl }, 'standing_by'));
  const sick = stack.use(await runContainer({ ...quickCheck, labels: { [label]: 'true' } }));
  await sick.waitForHealth('healthy');
  return { first, second, sick, label, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const urlOf = async (monitor: MonitorProcess): Promise<string> =>
  String((await monitor.untilLogged('paramedic_started')).url);

const attempts = async (db: Connection) =>
  (await db.query('SELECT attempt, outcome FROM monitor_remediations ORDER BY intended_at')).rows;

/** How often a container is started from now on. */
async function startsOf(sick: Awaited<ReturnType<typeof runContainer>>) {
  const events = (await sick.docker.getEvents({ filters: { container: [sick.id], event: ['start'] } })) as Readable;
  const it = { count: 0, [Symbol.dispose]: () => void events.destroy() };
  events.on('data', () => (it.count += 1));
  return it;
}

describe('two monitors on one engine', () => {
  it('one leads, the other stands by and says so, and takes over when the leader is killed while a container is sick', async () => {
    await using database = await freshDatabase();
    await using db = await connect(database.url);
    await using pair = await openPair(database.url);
    const { first, second, sick } = pair;
    expect(second.logged('engine_connected')).toEqual([]);
    await first.untilSaid(/^Paramedic leads and is on watch$/);
    await second.untilSaid(/^Paramedic stands by: \S+ leads$/);
    const [one, two] = [await urlOf(first), await urlOf(second)];
    const leads = /^paramedic_leader\{.*\} (\d)$/m;
    const ready = await fetch(`${two}/readyz`);
    expect(ready.status).toBe(503);
    expect(JSON.stringify(await ready.json())).toMatch(/standby: \S+ leads/);
    expect((await fetch(`${two}/healthz`)).status).toBe(200);
    expect((await fetch(`${one}/readyz`)).status).toBe(200);
    expect(leads.exec(await (await fetch(`${one}/metrics`)).text())?.[1]).toBe('1');
    expect(leads.exec(await (await fetch(`${two}/metrics`)).text())?.[1]).toBe('0');

    const noticed = sick.nextEvent('health_status');
    await first.killHard();
    const killedAt = Date.now();
    await sick.makeSick();
    await noticed;
    const intended = await second.untilLogged('restarting_container');
    await second.untilSaid(/^Paramedic leads and is on watch$/);
    expect(Date.parse(String(intended.timestamp)) - killedAt).toBeLessThan(TAKEOVER_MS);
    await second.untilLogged('incident_resolved');

    expect(await attempts(db)).toEqual([{ attempt: 1, outcome: 'done' }]);
    const { rows } = await db.query('SELECT status, auto_healed, heal_attempts FROM monitor_incidents');
    expect(rows).toEqual([{ status: 'resolved', auto_healed: true, heal_attempts: 1 }]);
    expect((await db.query(TAKEN_OVER)).rows).toMatchObject([{ epoch: 2 }]);
  });

  it('the other takes over at once when the leader is told to end', async () => {
    await using database = await freshDatabase();
    await using pair = await openPair(database.url);
    const { first, second } = pair;
    const endedAt = Date.now();
    await first[Symbol.asyncDispose]();
    const leading = await second.untilLogged('leading');
    expect(Date.parse(String(leading.timestamp)) - endedAt).toBeLessThan(TAKEOVER_MS);
  });

  it('the other takes over from a leader that hangs; back again, that one steps down and restarts nothing', async () => {
    await using database = await freshDatabase();
    await using db = await connect(database.url);
    await using pair = await openPair(database.url);
    const { first, second, sick } = pair;
    using starts = await startsOf(sick);
    first.freeze();
    const frozenAt = Date.now();
    await sick.makeSick();
    const leading = await second.untilLogged('leading');
    expect(Date.parse(String(leading.timestamp)) - frozenAt).toBeLessThan(TAKEOVER_MS + 2_000);
    await second.untilLogged('restarting_container');
    first.resume();
    await first.untilLogged('leadership_lost');
    await second.untilLogged('incident_resolved');
    // The one that wakes may still decide before it hears that it does not lead, and write that down: it does not act on it.
    const acted = (await attempts(db)).filter(({ outcome }) => outcome !== null && outcome !== 'withdrawn');
    expect(acted).toEqual([{ attempt: 1, outcome: 'done' }]);
    expect(starts.count).toBe(1);
  });
});

describe('a leader whose own road to Postgres is cut', () => {
  it('leaves the first hand to the other, steps down when it sees Postgres again, and nothing is restarted twice', async () => {
    await using database = await freshDatabase();
    await using db = await connect(database.url);
    await using road = await tcpProxy(database.url);
    await using pair = await openPair(database.url, {}, road.url);
    const { first, second, sick } = pair;
    await road.cut();
    await first.untilLogged('leadership_uncertain');
    await second.untilLogged('engine_connected');

    using starts = await startsOf(sick);
    await sick.makeSick();
    // Both see it and both decide; only one acts.
    await first.untilLogged('restarting_container');
    await second.untilLogged('incident_resolved');
    await first.untilLogged('restart_withdrawn');
    expect(starts.count).toBe(1);

    await road.mend();
    const lost = await first.untilLogged('leadership_lost');
    expect(lost.epoch).toBe(1);
    await eventually('the spool drained', async () => (first.logged('spool_drained').length > 0 ? true : undefined));
    const { rows } = await db.query("SELECT count(*)::int AS n FROM monitor_incidents WHERE status <> 'resolved'");
    expect(rows).toEqual([{ n: 0 }]);
    expect(starts.count).toBe(1);
    expect((await db.query(TAKEN_OVER)).rows).toMatchObject([{ epoch: 2 }]);
  });

  it('with Postgres away for all, it goes on healing', async () => {
    await using database = await freshDatabase();
    await using road = await tcpProxy(database.url);
    await using pair = await openPair(road.url);
    const { first, second, sick } = pair;
    await road.cut();
    await first.untilLogged('leadership_uncertain');
    await sick.makeSick();
    await first.untilLogged('incident_resolved');
    await road.mend();
    await first.untilLogged('leading');
    await eventually('leading again', async () => (first.logged('leading').length > 1 ? true : undefined));
    expect(second.logged('leading')).toEqual([]);
    await eventually('the spool drained', async () => (first.logged('spool_drained').length > 0 ? true : undefined));
    await using db = await connect(database.url);
    expect(await attempts(db)).toEqual([{ attempt: 1, outcome: 'done' }]);
    expect((await db.query(TAKEN_OVER)).rows).toMatchObject([{ epoch: 1 }]);
  });
});
