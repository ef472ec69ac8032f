import { describe, expect, it, jest } from '@jest/globals';
import { HEALTH_FILE, runContainer, SCRIPTS } from '../../support/engine.ts';
import { openWard } from '../../support/monitor.ts';
import { connect } from '../../support/postgres.ts';

jest.setTimeout(120_000);
const quickCheck = { healthCmd: HEALTH_FILE, healthIntervalMs: 1_000, healthRetries: 1 };

describe('a container whose health comes back with a restart', () => {
  it('is restarted at once, seen to be well, and the whole story stands in Postgres', async () => {
    await using ward = await openWard();
    const { monitor, labels, databaseUrl } = ward;
    await using sick = await runContainer({ ...quickCheck, labels });
    await monitor.untilVerdict(sick.name, 'healthy');
    await sick.makeSick();
    const resolved = await monitor.until('incident_resolved');
    expect(resolved.incident).toMatchObject({ target: sick.name, resolution: 'auto_healed', autoHealed: true });

    await using db = await connect(databaseUrl);
    const { rows } = await db.query('SELECT * FROM monitor_incidents');
    expect(rows).toMatchObject([
      {
        container_name: sick.name,
        incident_type: 'container_unhealthy',
        status: 'resolved',
        resolution: 'auto_healed',
        auto_healed: true,
        heal_attempts: 1,
      },
    ]);
    const evidence = rows[0]?.evidence as { health: string; lastCheck: { exitCode: number } };
    expect(evidence.health).toBe('unhealthy');
    expect(evidence.lastCheck.exitCode).toBe(1);
    const remediation = await db.query('SELECT * FROM monitor_remediations');
    expect(remediation.rows).toMatchObject([{ attempt: 1, action: 'restart', outcome: 'done' }]);
    const timeline = await db.query('SELECT kind FROM monitor_incident_events ORDER BY timestamp, id');
    expect(timeline.rows.map((row) => row.kind)).toEqual(['opened', 'intended', 'finished', 'recovering', 'resolved']);
    const intended = remediation.rows[0]?.intended_at as Date;
    const info = await sick.inspect();
    expect(new Date(info.State.StartedAt).getTime()).toBeGreaterThan(intended.getTime());
    expect(info.RestartCount).toBe(0);
  });
});

describe('a container that no restart helps', () => {
  it('gets two attempts with a backoff between them, then is escalated and left alone', async () => {
    // Longer than it takes a busy machine to find it sick again.
    await using ward = await openWard({ PARAMEDIC_HEAL_BACKOFF_MIN: '8s', PARAMEDIC_HEAL_BACKOFF_MAX: '8s' });
    const { monitor, labels, databaseUrl } = ward;
    await using sick = await runContainer({ ...quickCheck, script: SCRIPTS.neverRecovers, labels });
    await monitor.untilVerdict(sick.name, 'healthy');
    await sick.makeSick();
    await monitor.until('incident_escalated');
    const startedAt = (await sick.inspect()).State.StartedAt;
    await monitor.rounds(2);
    expect((await sick.inspect()).State.StartedAt).toBe(startedAt);
    const intended = monitor.of('remediation_intended');
    expect(intended.map(({ remediation }) => remediation.attempt)).toEqual([1, 2]);
    const [first, second] = monitor.of('remediation_finished');
    const gap = (intended[1]?.at ?? 0) - (first?.at ?? 0);
    expect(gap).toBeGreaterThanOrEqual(6_000);
    expect(second?.remediation.outcome).toBe('done');
    expect(monitor.of('heal_refused').map(({ reason }) => reason)).toContain('backoff');
    expect(monitor.of('heal_ineffective').map(({ reason }) => reason)).toEqual([
      'restart_ineffective',
      'restart_ineffective',
    ]);

    await using db = await connect(databaseUrl);
    const unhealed = await db.query(
      'SELECT * FROM monitor_incidents WHERE auto_healed = false ORDER BY timestamp DESC LIMIT 10',
    );
    expect(unhealed.rows).toMatchObject([
      { incident_type: 'heal_failed', status: 'escalated', auto_healed: false },
      { incident_type: 'container_unhealthy', status: 'escalated', auto_healed: false, heal_attempts: 2 },
    ]);
    expect(unhealed.rows[0]?.parent_id).toBe(unhealed.rows[1]?.id);
  });
});

describe('one that ignores SIGTERM', () => {
  it('delays none of the others, and is healed itself', async () => {
    await using ward = await openWard({ PARAMEDIC_HEAL_STOP_TIMEOUT: '12s', PARAMEDIC_HEAL_CONCURRENCY: '1' });
    const { monitor, labels } = ward;
    await using stubborn = await runContainer({ ...quickCheck, script: SCRIPTS.ignoresSigterm, labels });
    await using polite = await runContainer({ ...quickCheck, labels });
    await monitor.untilVerdict(stubborn.name, 'healthy');
    await monitor.untilVerdict(polite.name, 'healthy');
    await stubborn.makeSick();
    await monitor.until('remediation_intended', ({ remediation }) => remediation.target === stubborn.name);
    await polite.makeSick();
    const first = await monitor.until('remediation_finished');
    expect(first.remediation).toMatchObject({ target: polite.name, outcome: 'done' });
    const healed = await monitor.until('incident_resolved', ({ incident }) => incident.target === stubborn.name);
    expect(healed.incident).toMatchObject({ resolution: 'auto_healed', healAttempts: 1 });
    expect(monitor.of('remediation_finished').map(({ remediation }) => remediation.outcome)).toEqual(['done', 'done']);
  });
});

describe('a crash', () => {
  it('an exit with a code is started again', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    const script =
      '[ -f /tmp/lived ] && exec sleep 3600; touch /tmp/lived; while [ ! -f /tmp/crash ]; do sleep 0.1; done; exit 3';
    await using crasher = await runContainer({ script, labels, stopTimeoutMs: 1_000 });
    await monitor.untilVerdict(crasher.name, 'healthy');
    await crasher.exec(['touch', '/tmp/crash']);
    const opened = await monitor.until('incident_opened');
    expect(opened.incident).toMatchObject({
      type: 'container_exited',
      description: `${crasher.name} exited with code 3`,
    });
    const resolved = await monitor.until('incident_resolved');
    expect(resolved.incident).toMatchObject({ resolution: 'auto_healed' });
    expect((await crasher.inspect()).State.Running).toBe(true);
  });

  it('out of memory is known as such', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    const script =
      '[ -f /tmp/lived ] && exec sleep 3600; touch /tmp/lived; while [ ! -f /tmp/eat ]; do sleep 0.1; done; exec tail /dev/zero';
    await using eater = await runContainer({ script, labels, memoryBytes: 32 * 1024 * 1024 });
    await monitor.untilVerdict(eater.name, 'healthy');
    await eater.exec(['touch', '/tmp/eat']);
    const opened = await monitor.until('incident_opened');
    expect(opened.incident.type).toBe('oom_killed');
    const resolved = await monitor.until('incident_resolved');
    expect(resolved.incident).toMatchObject({ type: 'oom_killed', resolution: 'auto_healed' });
  });

  it('a crash that the engine’s restart policy mends is recorded, not doubled', async () => {
    await using ward = await openWard({ PARAMEDIC_THRESHOLDS_LOOP: '20/300s' });
    const { monitor, labels } = ward;
    // Four quick ends: the engine waits longer before each start, so that one of them is seen for certain.
    const lives = 'echo x >> /tmp/lives; [ $(wc -l < /tmp/lives) -gt 4 ] && exec sleep 3600';
    const script = `${lives}; while [ ! -f /tmp/crash ]; do sleep 0.1; done; exit 3`;
    await using crasher = await runContainer({ script, labels, restartPolicy: 'always' });
    await monitor.untilVerdict(crasher.name, 'healthy');
    await crasher.exec(['touch', '/tmp/crash']);
    const resolved = await monitor.until('incident_resolved');
    expect(resolved.incident).toMatchObject({
      type: 'container_exited',
      resolution: 'self_recovered',
      healAttempts: 0,
    });
    expect((await crasher.inspect()).RestartCount).toBe(4);
  });
});
