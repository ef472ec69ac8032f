import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { SETTINGS } from '../../../src/config/settings.ts';

interface Service {
  image: string;
  hostname?: string;
  labels: Record<string, string>;
  restart?: string;
  ports?: string[];
  volumes?: string[];
  environment?: Record<string, string | null>;
  healthcheck?: object;
  build?: { context: string; target: string };
  profiles?: string[];
  depends_on?: object;
}

const text = readFileSync('docker-compose.yml', 'utf8');
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
const each = Object.entries(services);

describe('docker-compose.yml', () => {
  it('has the services that people know by name', () => {
    expect(Object.keys(services)).toEqual(expect.arrayContaining(['monitor', 'postgres', 'prometheus', 'grafana']));
  });

  it.each(each)('marks %s as part of our own stack', (name, { labels }) => {
    expect(labels).toEqual({ 'paramedic.stack': name });
  });

  it.each(each.filter(([name]) => name !== 'secrets'))(
    'watches the health of %s and keeps it running',
    (_name, service) => {
      expect(service.restart).toBe('unless-stopped');
      // Monitor and worker bring their own from their images.
      if (_name !== 'monitor' && _name !== 'worker') expect(service.healthcheck).toBeDefined();
    },
  );

  it.each(each)('publishes %s on loopback only, on a port that can be moved', (_name, { ports = [] }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z]+_PORT:-\d+\}:\d+$/);
  });

  it.each(each)('gives %s no password in clear', (_name, { environment = {} }) => {
    // Without a value it comes from the shell or .env.
    const given = Object.keys(environment).filter((key) => environment[key] !== null);
    const secret = given.filter((key) => /PASSWORD|TOKEN|SECRET|API_KEY/.test(key));
    for (const key of secret) {
      expect(key).toMatch(/_FILE$/);
      expect(environment[key]).toMatch(/^\/run\/secrets\//);
    }
    expect(environment.DATABASE_URL ?? '').not.toMatch(/:[^/@]+@/);
  });

  it('gives the worker a host name that outlives its container, by which it finds what the one before has left', () => {
    expect(services.worker?.hostname).toBe('paramedic-worker');
    expect(services.worker?.environment).toHaveProperty('PARAMEDIC_HOST', null);
  });

  it("gives the engine's own socket to the gate alone", () => {
    const holders = each.filter(([, { volumes = [] }]) => volumes.some((volume) => volume.includes('docker.sock')));
    expect(holders.map(([name]) => name)).toEqual(['engine']);
  });

  it('passes on every setting of the monitor that a person may want to change', () => {
    const setByUs = /^PARAMEDIC_(?:LISTEN|TOKEN|DATA_DIR|DATABASE_URL|DB_PASSWORD|DOCKER_.*|ANTHROPIC_.*)$/;
    const wanted = SETTINGS.map(({ variable }) => variable).filter((name) => !setByUs.test(name));
    expect(Object.keys(services.monitor?.environment ?? {})).toEqual(expect.arrayContaining(wanted));
  });

  it('starts the worker only when it is asked for, from an image of its own', () => {
    const { profiles, build, image } = services.worker ?? {};
    expect([profiles, build?.target]).toEqual([['claude'], 'worker']);
    for (const [name, service] of each.filter(([other]) => other !== 'worker')) {
      expect([name, service.profiles?.includes('claude') ?? false, service.image === image]).toEqual([
        name,
        false,
        false,
      ]);
      if (service.build !== undefined) expect(service.build.target).toBe('monitor');
    }
  });

  it('gives the worker Postgres and the workspaces, and no way to an engine', () => {
    const { environment = {}, volumes = [], depends_on = {} } = services.worker ?? {};
    expect(Object.keys(environment).filter((name) => /DOCKER/.test(name))).toEqual([]);
    expect(volumes.filter((volume) => /engine|docker/.test(volume))).toEqual([]);
    expect(Object.keys(depends_on)).toEqual(['secrets', 'postgres']);
    expect(environment.DATABASE_URL).toBe(services.monitor?.environment?.DATABASE_URL);
    expect(volumes).toContain(`\${PARAMEDIC_WORKSPACE_DIR:-./workspaces}:/workspaces`);
    expect(environment).toMatchObject({ ANTHROPIC_API_KEY: null, PARAMEDIC_HEAL_VERIFY: null });
  });

  it('passes on every setting of Claude Code to the worker as to the monitor', () => {
    const names = (service: string) => Object.keys(services[service]?.environment ?? {});
    const wanted = names('monitor').filter((name) =>
      /^PARAMEDIC_(?:CLAUDE|ESCALATION)_|^PARAMEDIC_WORKSPACES$/.test(name),
    );
    expect(wanted.length).toBeGreaterThan(20);
    expect(names('worker')).toEqual(expect.arrayContaining(wanted));
  });

  it('keeps the key of the Claude API away from everybody but the worker', () => {
    const holders = each.filter(([, { environment = {} }]) =>
      Object.keys(environment).some((key) => /API_KEY/.test(key)),
    );
    expect(holders.map(([name]) => name).filter((name) => name !== 'worker')).toEqual([]);
  });
});
