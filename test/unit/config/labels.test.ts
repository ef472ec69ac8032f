import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KNOWN_LABELS, PROBE_LABELS } from '../../../src/config/label-names.ts';
import { parseLabels } from '../../../src/config/labels.ts';
import { loaded } from './read.ts';

const all = loaded({}).config;
const labelled = loaded({ AUTOHEAL_CONTAINER_LABEL: 'heal-me' }).config;
const read = (labels: Record<string, string>, config = all) => parseLabels(labels, config);
const watched = (labels: Record<string, string>, config = all) => read(labels, config).settings.watched;

describe('parseLabels', () => {
  it('uses the configuration when there are no labels', () => {
    expect(read({ 'com.docker.compose.project': 'shop', 'traefik.enable': 'true' })).toEqual({
      settings: {
        watched: true,
        actions: ['restart'],
        actionsByLabel: false,
        exec: undefined,
        maxAttempts: 2,
        maxAttemptsByLabel: false,
        dependsOn: [],
        guards: [],
        probes: [],
        logs: [],
        limits: { cpuRatio: undefined, memoryRatio: undefined },
        stopTimeoutMs: 10_000,
        verifyMs: 30_000,
        escalate: true,
        workspace: undefined,
      },
      findings: [],
    });
  });

  it('reads every label of ours', () => {
    const { settings, findings } = read({
      ...{ 'paramedic.enable': 'yes', 'paramedic.heal.actions': 'Notify, exec restart', 'paramedic.stack': 'monitor' },
      ...{ 'paramedic.heal.exec': 'rm -f /tmp/lock\nsync', 'paramedic.heal.max-attempts': '5' },
      ...{ 'paramedic.heal.stop-timeout': '1m', 'paramedic.heal.verify': '5s', 'paramedic.escalate': 'no' },
      ...{ 'paramedic.depends-on': 'db, shop/cache#1', 'paramedic.guards': 'shop/* *' },
      ...{ 'paramedic.limit.cpu': '50%', 'paramedic.limit.memory': '0.8', 'paramedic.probe.up.tcp': ':80' },
      ...{ 'paramedic.log.panic': '^panic:', 'paramedic.workspace': '/srv/shop' },
    });
    expect(findings).toEqual([]);
    expect(settings).toMatchObject({
      ...{ watched: true, actions: ['notify', 'exec', 'restart'], actionsByLabel: true },
      ...{ exec: 'rm -f /tmp/lock\nsync', maxAttempts: 5, maxAttemptsByLabel: true },
      ...{ stopTimeoutMs: 60_000, verifyMs: 5_000, escalate: false, workspace: '/srv/shop' },
      ...{ dependsOn: ['db', 'shop/cache#1'], guards: ['shop/*', '*'] },
      ...{ limits: { cpuRatio: 0.5, memoryRatio: 0.8 }, logs: [{ name: 'panic', pattern: '^panic:' }] },
    });
    expect(settings.probes.map(({ name }) => name)).toEqual(['up']);
  });

  it.each(['false', 'False', 'no', '0', 'off', 'OFF', ' false '])('opts out with %j', (text) => {
    expect(watched({ 'paramedic.enable': text })).toBe(false);
    expect(watched({ autoheal: text })).toBe(false);
    expect(watched({ 'deunhealth.restart.on.unhealthy': text })).toBe(false);
  });

  it('ranks our label over the named one, that over autoheal, that over deunhealth, that over the mode', () => {
    const ranks = ['deunhealth.restart.on.unhealthy', 'autoheal', 'heal-me', 'paramedic.enable'];
    const labels: Record<string, string> = {};
    let asked = watched(labels, labelled);
    expect(asked).toBe(false);
    for (const name of ranks) {
      asked = !asked;
      labels[name] = String(asked);
      expect(watched(labels, labelled)).toBe(asked);
    }
  });

  it('takes the stop timeout of docker-autoheal in seconds, below our own', () => {
    expect(read({ 'autoheal.stop.timeout': '20' }).settings.stopTimeoutMs).toBe(20_000);
    const both = { 'autoheal.stop.timeout': '20', 'paramedic.heal.stop-timeout': '5s' };
    expect(read(both).settings.stopTimeoutMs).toBe(5_000);
  });

  it('reads the ladder in any order, each rung once', () => {
    const asked = 'stop,recreate RESTART-dependents  restart, stop notify';
    expect(read({ 'paramedic.heal.actions': asked })).toMatchObject({
      settings: { actions: ['stop', 'recreate', 'restart-dependents', 'restart', 'notify'], actionsByLabel: true },
      findings: [],
    });
    expect(read({ 'paramedic.heal.actions': 'none' }).settings.actions).toEqual(['none']);
  });

  it('leaves `exec` out when there is no command for it, and says so', () => {
    const some = read({ 'paramedic.heal.actions': 'exec, notify' });
    expect([some.settings.actions, some.settings.actionsByLabel]).toEqual([['notify'], true]);
    expect(some.findings).toMatchObject([
      { code: 'exec_without_command', cure: 'Add the label `paramedic.heal.exec`.' },
    ]);
    const none = read({ 'paramedic.heal.actions': 'exec' });
    expect([none.settings.actions, none.settings.actionsByLabel]).toEqual([['restart'], false]);
    expect(none.findings).toHaveLength(1);
  });

  it.each([
    [undefined, '`exec, restart`'],
    ['recreate', '`exec, recreate`'],
    ['none', '`exec`'],
  ])('says that a command has no effect when the actions are %j', (actions, cure) => {
    const { settings, findings } = read({
      'paramedic.heal.exec': 'sync',
      ...(actions && { 'paramedic.heal.actions': actions }),
    });
    expect(settings.actions).not.toContain('exec');
    expect(findings).toMatchObject([{ code: 'exec_not_named', cure: expect.stringContaining(cure) }]);
  });

  it('never runs half a command', () => {
    const long = read({
      'paramedic.heal.actions': 'exec,restart',
      'paramedic.heal.exec': `rm -rf /tmp/${'x'.repeat(9_000)}`,
    });
    expect([long.settings.exec, long.settings.actions]).toEqual([undefined, ['restart']]);
    expect(long.findings).toMatchObject([{ code: 'bad_label', subject: 'paramedic.heal.exec' }]);
  });

  it.each([
    ['paramedic.enable', 'flase'],
    ['paramedic.enable', ''],
    ['paramedic.heal.actions', 'restrat'],
    ['paramedic.heal.actions', 'restart, none'],
    ['paramedic.heal.actions', ','],
    ['paramedic.heal.exec', 'a\u0000b'],
    ['paramedic.depends-on', 'a;b'],
    ['paramedic.depends-on', 'shop/*'],
    ['paramedic.guards', ','],
    ['paramedic.limit.cpu', '80'],
    ['paramedic.limit.memory', '120%'],
    ['paramedic.log.oops', ''],
    ['paramedic.heal.max-attempts', '0'],
    ['paramedic.heal.stop-timeout', '10'],
    ['paramedic.heal.verify', '-1s'],
    ['paramedic.escalate', 'maybe'],
    ['autoheal', 'x'],
    ['autoheal.stop.timeout', '10s'],
    ['deunhealth.restart.on.unhealthy', '?'],
    ...['shop', './shop', '~/shop', '/', '/srv/../etc', '/srv/a\nb'].map((path) => ['paramedic.workspace', path]),
  ])('%s=%j is one finding, and the default is used', (name, text) => {
    const { settings, findings } = read({ [name]: text });
    expect(settings).toEqual(read({}).settings);
    expect(findings).toMatchObject([{ code: 'bad_label', subject: name }]);
    expect(findings[0]?.message).toContain(name);
  });

  it.each([
    ['paramedic.enabled', 'near_miss_label', '`paramedic.enable`'],
    ['Paramedic.Enable', 'near_miss_label', '`paramedic.enable`'],
    ['paramedic-enable', 'near_miss_label', '`paramedic.enable`'],
    ['paramedc.enable', 'near_miss_label', '`paramedic.enable`'],
    ['paramedic.heal.max_attempts', 'near_miss_label', '`paramedic.heal.max-attempts`'],
    ['autoheal.stop-timeout', 'near_miss_label', '`autoheal.stop.timeout`'],
    ['auto-heal', 'near_miss_label', '`autoheal`'],
    ['paramedc.probe.web.http', 'near_miss_label', '`paramedic.probe.web.http`'],
    ['paramedic.probe.web.htpp', 'near_miss_label', '`paramedic.probe.web.http`'],
    ['paramedic.probe.web.max_latency', 'near_miss_label', '`paramedic.probe.web.max-latency`'],
    ['paramedic.logs.oops', 'near_miss_label', '`paramedic.log.oops`'],
    ['paramedic.depends_on', 'near_miss_label', '`paramedic.depends-on`'],
    ['paramedic.probe.a.b.http', 'unknown_label', 'docs/configuration.md'],
    ['paramedic.probe.ü.http', 'unknown_label', 'docs/configuration.md'],
    ['paramedic.colour', 'unknown_label', 'docs/configuration.md'],
    ['paramedic.workspaces', 'near_miss_label', '`paramedic.workspace`'],
  ])('%s is a finding %s', (name, code, cure) => {
    expect(read({ [name]: 'x' }).findings).toMatchObject([{ code, cure: expect.stringContaining(cure) }]);
  });

  it.each(['com.example.paramedics', 'autoscale', 'autoheal-proxy.port', 'heal', 'org.opencontainers.image.title'])(
    '%s is none of our business',
    (name) => expect(read({ [name]: 'x' }).findings).toEqual([]),
  );

  it('does not suspect the label that the configuration names', () => {
    const config = loaded({ PARAMEDIC_WATCH_LABEL: 'auto-heal' }).config;
    expect(read({ 'auto-heal': 'false' }, config)).toMatchObject({ settings: { watched: false }, findings: [] });
  });

  it('puts the caller’s subject on every finding', () => {
    const { findings } = parseLabels({ 'paramedic.enabled': 'x', autoheal: '?' }, all, 'shop/web#1');
    expect(findings.map(({ subject }) => subject)).toEqual(['shop/web#1', 'shop/web#1']);
  });

  it('never throws, and its settings are always in range', () => {
    const parts = Object.values(PROBE_LABELS).map(({ name }) => name.replace('NAME', 'web'));
    const name = fc.oneof(
      fc.constantFrom(...KNOWN_LABELS, ...parts, 'paramedic.log.oops', 'heal-me', '__proto__'),
      fc.string(),
      fc.string().map((s) => `paramedic.${s}`),
      fc.string().map((s) => `paramedic.probe.${s}.http`),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('true', 'off', '5', '10s', '1h', 'none', 'exec,restart', 'restart,notify', ':80', '80%', '200-'),
    );
    fc.assert(
      fc.property(fc.dictionary(name, text), fc.constantFrom(all, labelled), (labels, config) => {
        const { settings, findings } = parseLabels(labels, config);
        expect(settings.actions.length).toBeGreaterThan(0);
        expect(settings.actions.includes('exec') && settings.exec === undefined).toBe(false);
        expect(settings.actions.length > 1 && settings.actions.includes('none')).toBe(false);
        expect(settings.maxAttempts).toBeGreaterThanOrEqual(1);
        expect(settings.stopTimeoutMs).toBeGreaterThanOrEqual(0);
        expect(settings.verifyMs).toBeGreaterThanOrEqual(0);
        for (const probe of settings.probes) {
          expect(probe.address).not.toBe('');
          expect(probe.timeoutMs).toBeLessThanOrEqual(probe.intervalMs);
          expect(Math.min(probe.failures, probe.successes, probe.timeoutMs)).toBeGreaterThan(0);
        }
        expect(findings.length).toBeLessThanOrEqual(21);
        for (const { message, cure } of findings) {
          expect(message + cure).not.toMatch(/\p{Cc}/u);
          expect(message.length).toBeLessThan(400);
        }
      }),
    );
  });

  it('caps the findings of a container full of nonsense', () => {
    const nonsense = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, n) => [`paramedic.x${n}`, 'y'.repeat(1_000)]),
    );
    const { findings } = read(nonsense);
    expect(findings).toHaveLength(21);
    expect(findings.at(-1)?.message).toBe('4980 more labels are not understood.');
  });
});
