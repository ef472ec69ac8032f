import { describe, expect, it, jest } from '@jest/globals';
import { HEALTH_FILE, runContainer } from '../../support/engine.ts';
import { TestMonitor, uniqueLabel } from '../../support/monitor.ts';
import { connect, freshDatabase } from '../../support/postgres.ts';
import { tcpProxy } from '../../support/tcp-proxy.ts';

jest.setTimeout(120_000);
const quickCheck = { healthCmd: HEALTH_FILE, healthIntervalMs: 1_000, healthRetries: 1 };

describe('Postgres away', () => {
  it('at the start: alive, not ready, and on watch as soon as it comes', async () => {
    await using database = await freshDatabase();
    await using road = await tcpProxy(database.url);
    await road.cut();
    await using monitor = await TestMonitor.start({ databaseUrl: road.url, label: uniqueLabel(), wait: false });
    expect((await fetch(`${monitor.app.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${monitor.app.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(JSON.stringify(await ready.json())).toContain('storage');
    await road.mend();
    await monitor.until('engine_connected');
    expect((await fetch(`${monitor.app.url}/readyz`)).status).toBe(200);
  });

  it('while a container goes sick: it is healed all the same, and the story is there when Postgres is back', async () => {
    await using database = await freshDatabase();
    await using road = await tcpProxy(database.url);
    const label = uniqueLabel();
    await using monitor = await TestMonitor.start({ databaseUrl: road.url, label });
    await using sick = await runContainer({ ...quickCheck, labels: { [label]: 'true' } });
    await monitor.untilVerdict(sick.name, 'healthy');
    await road.cut();
    await sick.makeSick();
    const resolved = await monitor.until('incident_resolved');
    expect(resolved.incident.resolution).toBe('auto_healed');
    expect(monitor.app.fleet.storage()).toMatchObject({ ready: false });
    expect(monitor.app.fleet.storage().spooledRecords).toBeGreaterThan(0);
    await road.mend();
    await monitor.untilTrue(() => monitor.app.fleet.storage().ready);
    await using db = await connect(database.url);
    const incidents = await db.query('SELECT status, auto_healed, heal_attempts FROM monitor_incidents');
    expect(incidents.rows).toEqual([{ status: 'resolved', auto_healed: true, heal_attempts: 1 }]);
    const attempts = await db.query('SELECT attempt, outcome FROM monitor_remediations');
    expect(attempts.rows).toEqual([{ attempt: 1, outcome: 'done' }]);
  });
});
