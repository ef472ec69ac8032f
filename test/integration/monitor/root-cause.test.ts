import { describe, expect, it, jest } from '@jest/globals';
import { HEALTH_FILE, runContainer, SCRIPTS } from '../../support/engine.ts';
import { openWard } from '../../support/monitor.ts';

jest.setTimeout(120_000);
const quickCheck = { healthCmd: HEALTH_FILE, healthIntervalMs: 1_000, healthRetries: 1 };
const LIVES = `touch /tmp/lived; ${SCRIPTS.wellBehaved}`;

describe('the root cause', () => {
  it('is healed first when parent and child go down at once; the child gets well by itself and is never restarted', async () => {
    await using ward = await openWard({ PARAMEDIC_HEAL_BACKOFF_MIN: '2s' });
    const { monitor, labels } = ward;
    // Found out within the second for which a child waits for its parents, and not well again before the child is found out.
    const often = { ...quickCheck, healthIntervalMs: 250, healthStartPeriodMs: 60_000 };
    await using db = await runContainer({ ...often, script: `[ -f /tmp/lived ] && sleep 4; ${LIVES}`, labels });
    await using web = await runContainer({ ...quickCheck, labels: { ...labels, 'paramedic.depends-on': db.name } });
    await monitor.untilVerdict(db.name, 'healthy');
    await monitor.untilVerdict(web.name, 'healthy');
    await Promise.all([web.makeSick(), db.makeSick()]);
    await monitor.until('incident_resolved', ({ incident }) => incident.target === db.name);
    const inhibited = await monitor.until('heal_refused', ({ target }) => target === web.name);
    expect(['parent_sick', 'parents_first', 'parent_suspect']).toContain(inhibited.reason);
    expect(monitor.of('remediation_intended').map(({ remediation }) => remediation.target)).toEqual([db.name]);
    // Its own trouble lasts: once its parent is well it gets its turn.
    const resolved = await monitor.until('incident_resolved', ({ incident }) => incident.target === web.name, 60_000);
    expect(resolved.incident.resolution).toBe('auto_healed');
    const acts = monitor.of('remediation_intended').map(({ remediation }) => remediation.target);
    expect(acts).toEqual([db.name, web.name]);
  });

  it('a child of a parent that cannot be healed is inhibited and points to it', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    await using db = await runContainer({ ...quickCheck, script: SCRIPTS.neverRecovers, labels });
    await using web = await runContainer({ ...quickCheck, labels: { ...labels, 'paramedic.depends-on': db.name } });
    await monitor.untilVerdict(db.name, 'healthy');
    await monitor.untilVerdict(web.name, 'healthy');
    await db.makeSick();
    const cause = await monitor.until('incident_opened', ({ incident }) => incident.target === db.name);
    await web.makeSick();
    await monitor.until('heal_refused', ({ target, reason }) => target === web.name && reason === 'parent_sick');
    const open = monitor.app.fleet.target(web.name)?.openIncidents ?? [];
    expect(open).toMatchObject([{ type: 'container_unhealthy', parentId: cause.incident.id, healAttempts: 0 }]);
    await monitor.until('incident_escalated');
    expect(monitor.of('remediation_intended').every(({ remediation }) => remediation.target === db.name)).toBe(true);
  });

  it('is no job that has finished: who needs it is healed as ever', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    await using job = await runContainer({ labels, script: 'sleep 1; exit 0' });
    await using web = await runContainer({ ...quickCheck, labels: { ...labels, 'paramedic.depends-on': job.name } });
    await monitor.untilTarget(job.name, ({ reason }) => reason === 'finished');
    await monitor.untilVerdict(web.name, 'healthy');
    await web.makeSick();
    const { incident } = await monitor.until('incident_resolved');
    expect(incident).toMatchObject({ target: web.name, resolution: 'auto_healed', parentId: undefined });
  });

  it('who lives in the network of a parent is restarted after that parent started anew', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    await using host = await runContainer({ ...quickCheck, labels });
    await using guest = await runContainer({ labels, networkMode: `container:${host.id}` });
    await monitor.untilVerdict(host.name, 'healthy');
    await monitor.untilVerdict(guest.name, 'healthy');
    await host.makeSick();
    const done = await monitor.until(
      'remediation_finished',
      ({ remediation }) => remediation.target === guest.name && remediation.outcome === 'done',
    );
    expect(done.incident).toMatchObject({ type: 'container_unhealthy' });
    await monitor.until('incident_resolved', ({ incident }) => incident.target === guest.name);
    const [one, other] = await Promise.all([host.inspect(), guest.inspect()]);
    expect(Date.parse(other.State.StartedAt)).toBeGreaterThan(Date.parse(one.State.StartedAt));
    expect(monitor.of('remediation_intended').map(({ remediation }) => remediation.target)).toEqual([
      host.name,
      guest.name,
    ]);
  });
});
