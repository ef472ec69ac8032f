import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { ParamedicError } from '../../../src/base/errors.ts';
import { configOf, NO_PORT, run } from '../../support/cli.ts';
import { NOW } from '../../support/fleet.ts';
import { Web } from '../../support/web.ts';

describe('the command line', () => {
  it.each(['--help', '--version', 'incidents --help', 'help explain'])('paramedic %s is fine', async (argv) => {
    const { exitCode, stdout } = await run(argv, NO_PORT);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\w/);
  });

  it.each([
    'frobnicate',
    'status --jsn',
    'explain',
    'incidents show',
    'incidents --status closed',
    'incidents --type fire',
    'incidents --limit 0',
    'incidents --limit many',
    'status extra',
    'config',
    'db',
  ])('paramedic %s is bad input', async (argv) => {
    const { exitCode, stdout, stderr } = await run(argv, NO_PORT);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/\w/);
  });

  it('tells all faults of the configuration, and exits 2 before doing anything', async () => {
    const loadConfig = () => configOf({ PARAMEDIC_INTERVAL: 'soon', PARAMEDIC_MODE: 'maybe' });
    for (const argv of [
      'serve',
      'status',
      'doctor',
      'migrate',
      'db url',
      'healthcheck',
      'config print',
      'config check',
    ]) {
      const { exitCode, stderr } = await run(argv, NO_PORT, { loadConfig });
      expect([argv, exitCode]).toEqual([argv, 2]);
      expect(stderr).toContain('PARAMEDIC_INTERVAL');
      expect(stderr).toContain('PARAMEDIC_MODE');
    }
    const json = await run('config check --json', NO_PORT, { loadConfig });
    expect([json.exitCode, JSON.parse(json.stdout).faults.length]).toEqual([2, 2]);
  });
});

describe('commands of the service itself', () => {
  it('run what they are given, and pass its exit code on', async () => {
    let served: unknown;
    const serve = async (config: unknown) => {
      served = config;
      return 7;
    };
    expect((await run('serve', NO_PORT, { serve })).exitCode).toBe(7);
    expect(served).toMatchObject({ listen: { host: '127.0.0.1', port: NO_PORT } });
    expect(await run('migrate', NO_PORT, { migrate: async () => 'all there' })).toMatchObject({
      exitCode: 0,
      stdout: 'all there\n',
    });
    expect(await run('db url', NO_PORT, { databaseUrl: async () => 'postgres://x' })).toMatchObject({
      exitCode: 0,
      stdout: 'postgres://x\n',
    });
  });

  it('say what happened and the cure when it fails', async () => {
    const migrate = async () => {
      throw new ParamedicError('storage_unreachable', 'Postgres does not answer.', { cure: 'Start it.' });
    };
    expect(await run('migrate', NO_PORT, { migrate })).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'Postgres does not answer.\n→ Start it.\n',
    });
  });
});

describe('paramedic config', () => {
  it('prints what is in force', async () => {
    expect((await run('config print', NO_PORT)).stdout).toMatch(/^listen\s+127\.0\.0\.1:1\s+PARAMEDIC_LISTEN$/m);
    expect(JSON.parse((await run('config print --json', NO_PORT)).stdout)).toContainEqual({
      key: 'listen',
      value: '127.0.0.1:1',
      source: 'PARAMEDIC_LISTEN',
    });
  });

  it('checks it', async () => {
    expect(await run('config check', NO_PORT)).toMatchObject({ exitCode: 0, stdout: 'The configuration is fine.\n' });
  });
});

describe('paramedic healthcheck', () => {
  it('follows the loop of the running monitor', async () => {
    await using web = await Web.start();
    const alive = await run('healthcheck', web.port);
    expect([alive.exitCode, JSON.parse(alive.stdout).status]).toEqual([0, 'ok']);
    web.fleet.turnedAt = NOW - 60_000;
    const stalled = await run('healthcheck', web.port);
    expect([stalled.exitCode, JSON.parse(stalled.stdout).status]).toEqual([1, 'stalled']);
  });

  it('needs no token', async () => {
    await using web = await Web.start({ host: '0.0.0.0', token: 'secret' });
    expect((await run('healthcheck', web.port)).exitCode).toBe(0);
  });

  it('fails when nobody is there', async () => {
    const dead = await run('healthcheck', NO_PORT);
    expect(dead.exitCode).toBe(1);
    expect(dead.stdout).toContain('ECONNREFUSED');
  });
});

describe('something else on the port', () => {
  it('is recognised', async () => {
    const other = createServer((_request, response) => response.end('<html>hello</html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { exitCode, stderr } = await run('status', (other.address() as AddressInfo).port);
    await new Promise((resolve) => other.close(resolve));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('is not Paramedic');
  });
});
