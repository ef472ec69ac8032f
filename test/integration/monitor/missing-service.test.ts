import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
import { openWard, type Ward } from '../../support/monitor.ts';

jest.setTimeout(240_000);
const run = promisify(execFile);

/** A compose project of services that just run. */
async function composeProject(ward: Ward, prefix: string, services: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'paramedic-missing-'));
  const project = `${prefix}${ward.label.slice(3)}`;
  const file = join(folder, 'compose.yml');
  const service = (name: string) => `  ${name}:
    image: busybox:1.36
    command: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 1 & wait $$!; done']
    network_mode: none
    labels: { ${ward.label}: 'true' }
`;
  await writeFile(file, `services:\n${services.map(service).join('')}`);
  const compose = (...args: string[]) => run('docker', ['compose', '-p', project, '-f', file, ...args]);
  return {
    target: (name: string, number = 1) => `${project}/${name}#${number}`,
    container: (name: string, number = 1) => `${project}-${name}-${number}`,
    compose,
    [Symbol.asyncDispose]: async () => {
      await compose('down', '-t', '1');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe('a service of compose', () => {
  it('is missing when it was removed by force, and never when people scale, recreate, stop or take down', async () => {
    await using ward = await openWard();
    await using project = await composeProject(ward, 'pmm', ['web', 'cache', 'db']);
    await using other = await composeProject(ward, 'pmn', ['web', 'db']);
    const { monitor } = ward;
    const { compose, target } = project;
    await other.compose('up', '-d');
    await compose('up', '-d', '--scale', 'web=3');
    for (const number of [1, 2, 3])
      await monitor.untilTarget(target('web', number), ({ verdict }) => verdict === 'healthy');
    for (const one of [target('db'), other.target('db')]) await monitor.untilVerdict(one, 'healthy');

    await compose('up', '-d', '-t', '1', '--scale', 'web=1');
    await monitor.untilGone(target('web', 2));
    const before = monitor.app.fleet.target(target('web'))?.container.id;
    await compose('up', '-d', '-t', '1', '--force-recreate', 'web');
    await monitor.untilTarget(target('web'), ({ container }) => container.id !== before);
    await compose('rm', '-s', '-f', 'cache');
    await monitor.untilGone(target('cache'));
    await other.compose('down', '-t', '1');
    await monitor.untilGone(other.target('db'));
    await run('docker', ['rm', '-f', project.container('db')]);
    await monitor.untilGone(target('db'));

    // Whatever people did before it would have been told before it.
    const { incident } = await monitor.until('incident_opened', () => true, 120_000);
    expect(incident).toMatchObject({
      type: 'container_missing',
      target: target('db'),
      containerName: project.container('db'),
      evidence: { reason: 'removed_by_force' },
    });
    expect(monitor.app.fleet.openIncidents()).toHaveLength(1);

    await compose('up', '-d', 'db');
    const back = await monitor.until('incident_resolved');
    expect(back.incident).toMatchObject({ id: incident.id, resolution: 'self_recovered' });
    await compose('down', '-t', '1');
    for (const name of ['web', 'db']) await monitor.untilGone(target(name));
    expect(monitor.of('incident_opened')).toHaveLength(1);
  });
});
