import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { busyFigure } from '../support/escalation-figure.ts';
import { FixedClock } from '../support/fixed-clock.ts';
import { container, FakeFleet, incident, targetView } from '../support/fleet.ts';
import { oneOfEachHappening } from '../support/happenings.ts';

const promtool = (input: string) =>
  spawnSync(
    'docker',
    [
      'run',
      '--rm',
      '-i',
      '--network',
      'none',
      '--entrypoint',
      'promtool',
      'prom/prometheus:v3.5.3',
      'check',
      'metrics',
    ],
    { input, encoding: 'utf8' },
  );

it('satisfies promtool, hostile names included', async () => {
  const fleet = new FakeFleet();
  const hostile = ['a\nb', 'say "hi"', 'back\\slash', '\u001b[31mred', 'half\ud800', '日本', '{x="y"} 1'];
  fleet.views = ['shop/web#1', 'shop/db#1', ...hostile].map((target) =>
    targetView({ target, container: container({ target, name: target }) }),
  );
  fleet.openList = [incident()];
  const onCall = { view: { figures: () => busyFigure(1) }, usdPerDay: 10 };
  const metrics = createMetrics({ fleet, onCall, clock: new FixedClock(), version: '1.2.3' });
  try {
    for (const happening of oneOfEachHappening) metrics.observe(happening);
    metrics.notificationSent('webhook', 'failed');
    const { status, stdout, stderr } = promtool(`${await metrics.render()}`);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  } finally {
    metrics.close();
  }
}, 60_000);
