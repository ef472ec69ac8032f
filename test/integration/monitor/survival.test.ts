import { describe, expect, it, jest } from '@jest/globals';
import { HEALTH_FILE, runContainer, SCRIPTS } from '../../support/engine.ts';
import { openWard, TestMonitor, uniqueLabel } from '../../support/monitor.ts';
import { MonitorProcess } from '../../support/monitor-process.ts';
import { connect, freshDatabase } from '../../support/postgres.ts';
import { secondEngine } from '../../support/second-engine.ts';

jest.setTimeout(180_000);
const quickCheck = { healthCmd: HEALTH_FILE, healthIntervalMs: 1_000, healthRetries: 1 };

describe('Paramedic killed between intent and outcome', () => {
  it('does not restart a second time, and tells how the first one ended', async () => {
    await using database = await freshDatabase();
    const label = uniqueLabel();
    const env = { DATABASE_URL: database.url, AUTOHEAL_CONTAINER_LABEL: label, PARAMEDIC_HEAL_STOP_TIMEOUT: '5s' };
    await using stubborn = await runContainer({
      ...quickCheck,
      script: SCRIPTS.ignoresSigterm,
      labels: { [label]: 'true' },
    });
    await using db = await connect(database.url);
    {
      await using first = await MonitorProcess.start(env);
      await stubborn.waitForHealth('healthy');
      const underway = stubborn.nextEvent('kill');
      await stubborn.makeSick();
      await underway;
      await first.killHard();
    }
    const open = await db.query('SELECT * FROM monitor_remediations');
    expect(open.rows).toMatchObject([{ attempt: 1, finished_at: null, outcome: null }]);

    await using second = await MonitorProcess.start(env);
    await second.untilLogged('incident_resolved');
    const { rows } = await db.query('SELECT * FROM monitor_remediations');
    expect(rows).toMatchObject([{ attempt: 1, outcome: 'done' }]);
    const incidents = await db.query('SELECT * FROM monitor_incidents');
    expect(incidents.rows).toMatchObject([{ status: 'resolved', auto_healed: true, heal_attempts: 1 }]);
    expect(second.logged('restarting_container')).toEqual([]);
  });
});

describe('Paramedic killed while it restarts one with dependents', () => {
  it('still owes them their restart at the next start, and makes it once', async () => {
    await using database = await freshDatabase();
    const label = uniqueLabel();
    const env = { DATABASE_URL: database.url, AUTOHEAL_CONTAINER_LABEL: label };
    const common = { [label]: 'true', 'paramedic.heal.stop-timeout': '5s' };
    await using parent = await runContainer({
      ...quickCheck,
      script: SCRIPTS.ignoresSigterm,
      labels: { ...common, 'paramedic.heal.actions': 'restart-dependents' },
    });
    await using child = await runContainer({
      labels: { ...common, 'paramedic.heal.stop-timeout': '1s', 'paramedic.depends-on': parent.name },
    });
    const startedAt = (await child.inspect()).State.StartedAt;
    await using db = await connect(database.url);
    {
      await using first = await MonitorProcess.start(env);
      await parent.waitForHealth('healthy');
      const underway = parent.nextEvent('kill');
      await parent.makeSick();
      await underway;
      await first.killHard();
    }
    const open = await db.query('SELECT outcome, detail FROM monitor_remediations');
    expect(open.rows).toEqual([{ outcome: null, detail: { dependents: [child.name] } }]);

    await using monitor = await TestMonitor.start({ databaseUrl: database.url, label });
    await monitor.until('remediation_finished', ({ remediation }) => remediation.target === child.name);
    await monitor.rounds(2);
    const { rows } = await db.query('SELECT target, action, outcome FROM monitor_remediations ORDER BY intended_at');
    expect(rows).toEqual([
      { target: parent.name, action: 'restart-dependents', outcome: 'done' },
      { target: child.name, action: 'restart', outcome: 'done' },
    ]);
    expect((await child.inspect()).State.StartedAt).not.toBe(startedAt);
  });
});

describe('what Paramedic itself did before it was started anew', () => {
  it('is not taken for a person’s stop: who was stopped as the last rung stays handed over', async () => {
    await using database = await freshDatabase();
    const label = uniqueLabel();
    const labels = { [label]: 'true', 'paramedic.heal.actions': 'stop', 'paramedic.heal.stop-timeout': '1s' };
    await using sick = await runContainer({ ...quickCheck, labels });
    let since: number | undefined;
    {
      await using before = await TestMonitor.start({ databaseUrl: database.url, label });
      await before.untilVerdict(sick.name, 'healthy');
      await sick.makeSick();
      await before.until('incident_escalated');
      await before.untilVerdict(sick.name, 'off');
      since = before.app.fleet.target(sick.name)?.since;
    }
    await using after = await TestMonitor.start({ databaseUrl: database.url, label });
    await after.rounds(2);
    expect(after.app.fleet.target(sick.name)).toMatchObject({
      ...{ verdict: 'off', reason: 'stopped_by_paramedic', since },
    });
    expect(after.of('incident_resolved')).toEqual([]);
  });
});

describe('a crash while Paramedic was away', () => {
  it('is found and healed when it is back; a docker stop meanwhile is left alone', async () => {
    // Of all that goes on on an engine it keeps the last 256 events: on one of our own nobody else's push these out.
    await using engine = await secondEngine();
    const { docker } = engine;
    const env = { DOCKER_HOST: engine.dockerHost };
    await using database = await freshDatabase();
    const label = uniqueLabel();
    const labels = { [label]: 'true' };
    const script = 'while [ ! -f /tmp/crash ]; do sleep 0.1; done; rm /tmp/crash; exit 3';
    await using crasher = await runContainer({ script, labels, docker });
    await using stopped = await runContainer({ labels, docker });
    {
      await using before = await TestMonitor.start({ env, databaseUrl: database.url, label });
      await before.untilVerdict(crasher.name, 'healthy');
      await before.untilVerdict(stopped.name, 'healthy');
    }
    await crasher.exec(['touch', '/tmp/crash']);
    await crasher.until((info) => !info.State.Running);
    await stopped.stop();
    await using after = await TestMonitor.start({ env, databaseUrl: database.url, label });
    const resolved = await after.until('incident_resolved');
    expect(resolved.incident).toMatchObject({
      target: crasher.name,
      type: 'container_exited',
      resolution: 'auto_healed',
    });
    expect(after.of('incident_opened')).toHaveLength(1);
    expect((await stopped.inspect()).State.Running).toBe(false);
  });

  it('what failed before Paramedic ever watched is history', async () => {
    const label = uniqueLabel();
    await using failed = await runContainer({ cmd: ['sh', '-c', 'sleep 1; exit 3'], labels: { [label]: 'true' } });
    await failed.until((info) => info.State.Status === 'exited');
    await using database = await freshDatabase();
    await using monitor = await TestMonitor.start({ databaseUrl: database.url, label });
    await monitor.untilTarget(failed.name, ({ reason }) => reason === 'ended_unseen');
    await monitor.rounds(2);
    expect(monitor.app.fleet.target(failed.name)).toMatchObject({ verdict: 'unknown', reason: 'ended_unseen' });
    expect(monitor.of('incident_opened')).toEqual([]);
  });
});

describe('the engine restarted under a running monitor', () => {
  it('is said, recorded when it lasts, and healing goes on afterwards', async () => {
    await using engine = await secondEngine();
    await using ward = await openWard({ DOCKER_HOST: engine.dockerHost });
    const { monitor, labels, databaseUrl } = ward;
    await using keeper = await runContainer({ ...quickCheck, labels, restartPolicy: 'always', docker: engine.docker });
    await using loner = await runContainer({ labels, docker: engine.docker });
    await monitor.untilVerdict(keeper.name, 'healthy');
    await monitor.untilVerdict(loner.name, 'healthy');
    await engine.stop();
    await monitor.until('engine_disconnected');
    const opened = await monitor.until('incident_opened', ({ incident }) => incident.type === 'engine_unreachable');
    expect(opened.incident.severity).toBe('critical');
    await engine.start();
    await monitor.until('incident_resolved', ({ incident }) => incident.type === 'engine_unreachable');
    await monitor.rounds(1);
    // An end that the engine's own stop explains is nobody's crash.
    expect(monitor.of('remediation_intended')).toEqual([]);
    expect(monitor.of('incident_opened')).toHaveLength(1);
    await keeper.waitForHealth('healthy');
    await monitor.untilVerdict(keeper.name, 'healthy');
    await keeper.makeSick();
    const healed = await monitor.until('incident_resolved', ({ incident }) => incident.target === keeper.name);
    expect(healed.incident).toMatchObject({ type: 'container_unhealthy', resolution: 'auto_healed' });
    expect(monitor.of('remediation_intended')).toHaveLength(1);
    await using db = await connect(databaseUrl);
    const { rows } = await db.query("SELECT count(*)::int AS n FROM monitor_incidents WHERE status <> 'resolved'");
    expect(rows).toEqual([{ n: 0 }]);
  });
});

describe('start without what is needed', () => {
  it('an engine that is away is said once; the monitor lives, is not ready, and begins when the engine comes', async () => {
    await using engine = await secondEngine();
    await engine.stop();
    await using ward = await openWard({ DOCKER_HOST: engine.dockerHost });
    const { monitor } = ward;
    expect((await fetch(`${monitor.app.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${monitor.app.url}/readyz`);
    expect(ready.status).toBe(503);
    await engine.start();
    await monitor.until('engine_connected');
    expect((await fetch(`${monitor.app.url}/readyz`)).status).toBe(200);
    expect(monitor.of('engine_disconnected')).toHaveLength(1);
  });
});
