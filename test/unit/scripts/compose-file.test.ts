import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { SETTINGS } from '../../../src/config/settings.ts';

interface Service {
  image: string;
  labels: Record<string, string>;
  restart?: string;
  ports?: string[];
  volumes?: string[];
  environment?: Record<string, string | null>;
  healthcheck?: object;
  build?: string;
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
      // The monitor brings its own from its image.
      if (_name !== 'monitor') expect(service.healthcheck).toBeDefined();
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

  it("gives the engine's own socket to the gate alone", () => {
    const holders = each.filter(([, { volumes = [] }]) => volumes.some((volume) => volume.includes('docker.sock')));
    expect(holders.map(([name]) => name)).toEqual(['engine']);
  });

  it('passes on every setting of the monitor that a person may want to change', () => {
    const setByUs = /^PARAMEDIC_(?:LISTEN|TOKEN|DATA_DIR|DATABASE_URL|DB_PASSWORD|DOCKER_.*|ANTHROPIC_.*)$/;
    const wanted = SETTINGS.map(({ variable }) => variable).filter((name) => !setByUs.test(name));
    expect(Object.keys(services.monitor?.environment ?? {})).toEqual(expect.arrayContaining(wanted));
  });

  it('keeps the key of the Claude API away from everybody but the worker', () => {
    const holders = each.filter(([, { environment = {} }]) =>
      Object.keys(environment).some((key) => /API_KEY/.test(key)),
    );
    expect(holders.map(([name]) => name).filter((name) => name !== 'worker')).toEqual([]);
  });
});
