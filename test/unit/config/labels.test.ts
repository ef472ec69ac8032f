import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KNOWN_LABELS } from '../../../src/config/label-names.ts';
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
        maxAttempts: 2,
        stopTimeoutMs: 10_000,
        verifyMs: 30_000,
        escalate: true,
      },
      findings: [],
    });
  });

  it('reads every label of ours', () => {
    const { settings, findings } = read({
      ...{ 'paramedic.enable': 'yes', 'paramedic.heal.actions': 'Notify, restart', 'paramedic.stack': 'monitor' },
      ...{ 'paramedic.heal.max-attempts': '5', 'paramedic.heal.stop-timeout': '1m' },
      ...{ 'paramedic.heal.verify': '5s', 'paramedic.escalate': 'no' },
    });
    expect(findings).toEqual([]);
    expect(settings).toEqual({
      ...{ watched: true, actions: ['notify', 'restart'], actionsByLabel: true, maxAttempts: 5 },
      ...{ stopTimeoutMs: 60_000, verifyMs: 5_000, escalate: false },
    });
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

  it('skips actions of later versions, and falls back when nothing is left', () => {
    const some = read({ 'paramedic.heal.actions': 'exec, notify' });
    expect([some.settings.actions, some.settings.actionsByLabel]).toEqual([['notify'], true]);
    expect(some.findings.map(({ code }) => code)).toEqual(['action_not_available']);
    const none = read({ 'paramedic.heal.actions': 'stop recreate' });
    expect([none.settings.actions, none.settings.actionsByLabel]).toEqual([['restart'], false]);
    expect(none.findings).toHaveLength(2);
  });

  it.each([
    ['paramedic.enable', 'flase'],
    ['paramedic.enable', ''],
    ['paramedic.heal.actions', 'restrat'],
    ['paramedic.heal.actions', 'restart, none'],
    ['paramedic.heal.actions', ','],
    ['paramedic.heal.max-attempts', '0'],
    ['paramedic.heal.stop-timeout', '10'],
    ['paramedic.heal.verify', '-1s'],
    ['paramedic.escalate', 'maybe'],
    ['autoheal', 'x'],
    ['autoheal.stop.timeout', '10s'],
    ['deunhealth.restart.on.unhealthy', '?'],
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
    ['paramedc.probe.web.http', 'unknown_label', 'docs/configuration.md'],
    ['paramedic.colour', 'unknown_label', 'docs/configuration.md'],
    ['paramedic.probe.web.htpp', 'unknown_label', 'docs/configuration.md'],
    ['paramedic.probe.web.http', 'label_not_available', 'Remove it'],
    ['paramedic.probe.web.max-latency', 'label_not_available', 'Remove it'],
    ['paramedic.log.oops', 'label_not_available', 'Remove it'],
    ['paramedic.limit.cpu', 'label_not_available', 'Remove it'],
    ['paramedic.heal.exec', 'label_not_available', 'Remove it'],
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
    const name = fc.oneof(
      fc.constantFrom(...KNOWN_LABELS, 'heal-me'),
      fc.string(),
      fc.string().map((s) => `paramedic.${s}`),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('true', 'off', '5', '10s', 'none', 'restart,notify'),
    );
    fc.assert(
      fc.property(fc.dictionary(name, text), fc.constantFrom(all, labelled), (labels, config) => {
        const { settings, findings } = parseLabels(labels, config);
        expect(settings.actions.length).toBeGreaterThan(0);
        expect(settings.actions.every((action) => ['restart', 'notify', 'none'].includes(action))).toBe(true);
        expect(settings.maxAttempts).toBeGreaterThanOrEqual(1);
        expect(settings.stopTimeoutMs).toBeGreaterThanOrEqual(0);
        expect(settings.verifyMs).toBeGreaterThanOrEqual(0);
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
