import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
import { openWard, type Ward } from '../../support/monitor.ts';

jest.setTimeout(120_000);
const run = promisify(execFile);

/** A compose project of one healthy service and a job that the service waits for. */
async function composeProject(ward: Ward) {
  const folder = await mkdtemp(join(tmpdir(), 'paramedic-compose-'));
  const project = `pmc${ward.label.slice(3)}`;
  const file = join(folder, 'compose.yml');
  const write = (image: string, job: string) =>
    writeFile(
      file,
      `services:
  web:
    image: ${image}
    command: ['sh', '-c', 'touch /tmp/healthy; trap "exit 0" TERM; while :; do sleep 1 & wait $$!; done']
    network_mode: none
    labels: { ${ward.label}: 'true' }
    healthcheck: { test: ['CMD', 'test', '-f', '/tmp/healthy'], interval: 1s, retries: 1 }
    depends_on: { job: { condition: service_completed_successfully, required: false } }
  job:
    image: busybox:1.36
    command: ['sh', '-c', '${job}']
    network_mode: none
    labels: { ${ward.label}: 'true' }
`,
    );
  const compose = (...args: string[]) => run('docker', ['compose', '-p', project, '-f', file, ...args]);
  return {
    target: (service: string) => `${project}/${service}#1`,
    write,
    compose,
    [Symbol.asyncDispose]: async () => {
      await compose('down', '-t', '1', '--volumes');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe('docker compose', () => {
  it('up, up again with a changed image, down: no incident, no restart, and the same identity', async () => {
    await using ward = await openWard();
    await using project = await composeProject(ward);
    const { monitor } = ward;
    const other = `${ward.label}:2`;
    await run('docker', ['tag', 'busybox:1.36', other]);
    try {
      const web = project.target('web');
      await project.write('busybox:1.36', 'true');
      await project.compose('up', '-d');
      await monitor.untilVerdict(web, 'healthy');
      const before = monitor.app.fleet.target(web)?.container.id;
      await project.write(other, 'true');
      await project.compose('up', '-d', '--wait', 'web');
      await monitor.untilTarget(web, (view) => view.container.id !== before && view.verdict === 'healthy');
      expect(monitor.app.fleet.target(web)?.container.image).toBe(other);
      await project.compose('down', '-t', '1');
      await monitor.untilGone(web);
      expect(monitor.of('incident_opened')).toEqual([]);
      expect(monitor.of('remediation_intended')).toEqual([]);
    } finally {
      await run('docker', ['rmi', other]);
    }
  });

  it('a job that fails is an incident, and is not run again', async () => {
    await using ward = await openWard();
    await using project = await composeProject(ward);
    const { monitor } = ward;
    await project.write('busybox:1.36', 'sleep 1; exit 4');
    await project.compose('up', '-d').catch(() => {});
    const opened = await monitor.until('incident_opened');
    expect(opened.incident).toMatchObject({ target: project.target('job'), type: 'container_exited' });
    const refused = await monitor.until('heal_refused');
    expect(refused.reason).toBe('one_shot_job');
    expect(monitor.of('remediation_intended')).toEqual([]);
  });
});
