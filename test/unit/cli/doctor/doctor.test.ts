import { describe, expect, it } from '@jest/globals';
import type { DoctorFacts } from '../../../../src/cli/deps.ts';
import { configOf, NO_PORT, run } from '../../../support/cli.ts';
import { container, hostSample } from '../../../support/fleet.ts';
import { onCallFacts } from '../../../support/on-call.ts';
import { Web } from '../../../support/web.ts';

const facts: DoctorFacts = {
  engine: async () => ({
    host: 'box',
    version: '20.10.24',
    apiVersion: '1.41',
    clockSkewMs: 30,
    needs: ['watch', 'restart'],
    denied: [],
    containers: [
      container({ target: 'a', labels: { 'paramedic.heal.stop-timeout': 'ten' } }),
      container({ target: 'b', labels: { 'paramedic.enabel': 'true' }, health: 'none' }),
    ],
  }),
  storage: async () => ({ where: 'embedded in ./data/postgres', pendingMigrations: [] }),
  dataDir: async () => ({ path: './data', writable: true, reason: undefined, freeBytes: 2 ** 40 }),
  host: async () => hostSample(),
  channels: async () => [],
  onCall: async () => onCallFacts({ workers: async () => [] }),
};

describe('paramedic doctor', () => {
  it('finds what is wrong, each with its cure, also when no monitor runs', async () => {
    const { exitCode, stdout } = await run('doctor', NO_PORT, { facts });
    expect(exitCode).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^! monitor: No monitor answers at/);
    expect(stdout).toContain('✓ engine: Docker 20.10.24 (API 1.41) on box, 2 containers');
    expect(stdout).toContain('✓ storage: Postgres (embedded in ./data/postgres) is ready');
    expect(stdout).toContain('✓ clock: agrees with the engine');
    expect(stdout).toContain('✓ host: can be sampled');
    expect(stdout).toContain('✓ engine permissions: all that is needed (watch, restart) is allowed');
    expect(stdout).toContain('! health checks: 1 of 2 watched containers have none, and no probe: b');
    expect(stdout).toContain('! people: nobody is told of incidents');
    expect(stdout).toContain('! worker: none was seen in the last 2 min');
    expect(stdout).toContain('✓ Claude Code: version 2.1.329 (/opt/claude)');
    expect(stdout).toMatch(/! a: .*paramedic\.heal\.stop-timeout/);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/! b: .*paramedic\.enabel.*→.*paramedic\.enable`/);
    expect(lines.filter((line) => line.startsWith('! ')).length).toBeLessThanOrEqual(
      lines.filter((line) => line.trim().startsWith('→ ')).length,
    );
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(102);
  });

  it('lists the guards that are in force', async () => {
    const guard = container({ target: 'backup', labels: { 'paramedic.guards': 'd*' } });
    const containers = [guard, container({ target: 'db' })];
    const engine: DoctorFacts['engine'] = async (config) => ({ ...(await facts.engine(config)), containers });
    const { stdout } = await run('doctor', NO_PORT, { facts: { ...facts, engine } });
    expect(stdout).toContain('✓ guards: backup runs: not healed meanwhile are db');
  });

  it('exits 1 when the main job cannot be done', async () => {
    await using web = await Web.start();
    const engine = () => Promise.reject(new Error('no such socket'));
    const { exitCode, stdout } = await run('doctor', web.port, { facts: { ...facts, engine } });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('✗ engine: no such socket');
    expect(stdout).toContain('✓ monitor: version 1.2.3 runs in heal mode');
  });

  it('asks a running monitor about its storage, and does not open it a second time', async () => {
    await using web = await Web.start();
    const storage = () => Promise.reject(new Error('must not be asked'));
    const { exitCode, stdout } = await run('doctor --json', web.port, { facts: { ...facts, storage } });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).checks).toContainEqual({
      level: 'ok',
      name: 'storage',
      message: 'the monitor says: ready',
    });
  });

  it('names a file with the key that cannot be read, before anything else', async () => {
    const loadConfig = () => configOf({ ANTHROPIC_API_KEY_FILE: '/run/key' });
    const { exitCode, stderr } = await run('doctor', NO_PORT, { loadConfig });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('anthropic_api_key (ANTHROPIC_API_KEY_FILE): is a file that cannot be read');
  });

  it('tells near misses of the configuration', async () => {
    const loadConfig = () => configOf({ PARAMEDIC_LISTEN: `127.0.0.1:${NO_PORT}`, AUTOHEAL_INTERVALL: '5' });
    const { stdout } = await run('doctor', NO_PORT, { facts, loadConfig });
    expect(stdout).toContain('AUTOHEAL_INTERVALL');
  });
});
