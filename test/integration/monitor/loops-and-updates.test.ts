import { describe, expect, it, jest } from '@jest/globals';
import type { TargetView } from '../../../src/incidents/view.ts';
import { engineClient, HEALTH_FILE, IMAGE, runContainer } from '../../support/engine.ts';
import { openWard, type Ward } from '../../support/monitor.ts';

jest.setTimeout(120_000);
const quickCheck = { healthCmd: HEALTH_FILE, healthIntervalMs: 1_000, healthRetries: 1 };

describe('a container that the engine restarts over and over', () => {
  it('is a restart loop while it looks up, is handed over, and not restarted by us', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    await using looper = await runContainer({
      labels,
      script: 'echo no configuration; sleep 1; exit 3',
      restartPolicy: 'always',
    });
    const opened = await monitor.until('incident_opened', ({ incident }) => incident.type === 'restart_loop', 60_000);
    expect(opened.incident.target).toBe(looper.name);
    await monitor.until('incident_escalated');
    expect(monitor.of('remediation_intended')).toEqual([]);
    await monitor.rounds(2);
    // The picture of what is handed over untried is taken after it was told.
    const loopOf = ({ openIncidents }: Pick<TargetView, 'openIncidents'>) =>
      openIncidents.find(({ type }) => type === 'restart_loop');
    await monitor.untilTarget(looper.name, (view) => loopOf(view)?.evidence.logs !== undefined);
    const view = monitor.app.fleet.target(looper.name);
    expect(view?.verdict).toBe('sick');
    expect(view && loopOf(view)?.evidence.logs).toContain('no configuration');
  });
});

/** It was well for the verification time (2 s in tests) and longer: that proves its image, whenever it ends from then on. */
async function untilProven({ monitor }: Ward, name: string): Promise<void> {
  await monitor.untilTarget(name, ({ verdict }) => verdict === 'healthy');
  const wellFor = ({ since, container: { startedAt = 0 } }: TargetView) => Date.now() - Math.max(since, startedAt);
  for (;;) {
    const view = monitor.app.fleet.target(name);
    if (view?.verdict === 'healthy' && wellFor(view) > 2_500) return;
    await monitor.rounds(1);
  }
}

describe('an update to an image that does not work', () => {
  it('is told with both images and not restarted', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    const docker = engineClient();
    const tag = `paramedic-test-${Date.now()}:bad`;
    const [repo, version] = tag.split(':');
    await using web = await runContainer({ ...quickCheck, labels });
    await untilProven(ward, web.name);
    const old = await web.inspect();
    await docker.getContainer(web.id).commit({ repo, tag: version, pause: false });
    try {
      await web.remove();
      // Somebody pulls the new image between down and up.
      await monitor.untilGone(web.name);
      await monitor.rounds(1);
      await using updated = await runContainer({
        ...quickCheck,
        labels,
        name: web.name,
        image: tag,
        script: 'rm -f /tmp/healthy; exec sleep 999',
      });
      const given = await monitor.until('incident_escalated', undefined, 60_000);
      expect(given.reason).toBe('bad_update');
      const told = await monitor.until('incident_opened', ({ incident }) => incident.type === 'bad_update');
      const now = await updated.inspect();
      expect(told.incident.evidence).toMatchObject({ previousImage: old.Image, currentImage: now.Image });
      expect(now.Image).not.toBe(old.Image);
      expect(monitor.of('remediation_intended')).toEqual([]);
    } finally {
      await docker.getImage(tag).remove({ force: true });
    }
  });

  it('is none when the same image is only recreated', async () => {
    await using ward = await openWard();
    const { monitor, labels } = ward;
    await using web = await runContainer({ ...quickCheck, labels });
    await untilProven(ward, web.name);
    await web.remove();
    await using again = await runContainer({ ...quickCheck, labels, name: web.name, image: IMAGE });
    // The other one of that name was well, too.
    await monitor.untilTarget(
      again.name,
      ({ container, verdict }) => container.id === again.id && verdict === 'healthy',
    );
    await again.makeSick();
    const act = await monitor.until('remediation_intended');
    expect(act.remediation.action).toBe('restart');
  });
});
