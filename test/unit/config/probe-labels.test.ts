import { describe, expect, it } from '@jest/globals';
import { parseLabels } from '../../../src/config/labels.ts';
import { loaded } from './read.ts';

const { config } = loaded({});

/** The probe `web` with these parts. */
function read(parts: Record<string, string>) {
  const labels = Object.entries(parts).map(([part, text]) => [`paramedic.probe.web.${part}`, text]);
  const { settings, findings } = parseLabels(Object.fromEntries(labels), config);
  return { probes: settings.probes, findings };
}

const defaults = { name: 'web', intervalMs: 30_000, timeoutMs: 5_000, failures: 3, successes: 1, status: [[200, 399]] };

describe('probes by label', () => {
  it('need an address only', () => {
    expect(read({ http: ':8080/health' })).toEqual({
      probes: [{ ...defaults, kind: 'http', address: ':8080/health', body: undefined, maxLatencyMs: undefined }],
      findings: [],
    });
  });

  it('take every part', () => {
    const times = { interval: '10s', timeout: '2s', 'max-latency': '800ms' };
    const { probes, findings } = read({
      ...{ http: 'https://shop.example/up?x=1', ...times, failures: '5', successes: '2' },
      ...{ status: '200-299, 401', body: 'All fine' },
    });
    expect(findings).toEqual([]);
    expect(probes).toEqual([
      {
        ...{ name: 'web', kind: 'http', address: 'https://shop.example/up?x=1' },
        ...{ intervalMs: 10_000, timeoutMs: 2_000, maxLatencyMs: 800, failures: 5, successes: 2 },
        status: [
          [200, 299],
          [401, 401],
        ],
        body: 'All fine',
      },
    ]);
  });

  it('are told apart by their names, in the order of these', () => {
    const labels = { 'paramedic.probe.z.tcp': 'db:5432', 'paramedic.probe.A_1-b.exec': 'test -e /up\n' };
    expect(parseLabels(labels, config).settings.probes).toMatchObject([
      { name: 'A_1-b', kind: 'exec', address: 'test -e /up' },
      { name: 'z', kind: 'tcp', address: 'db:5432' },
    ]);
  });

  it('give up sooner when they come round sooner than the default timeout', () => {
    expect(read({ tcp: ':1', interval: '2s' })).toMatchObject({ probes: [{ timeoutMs: 2_000 }], findings: [] });
  });

  it.each([
    [':80', 'http'],
    [':65535/', 'http'],
    [':80?ready', 'http'],
    ['http://[::1]:8080/x', 'http'],
    [':1', 'tcp'],
    ['[::1]:5432', 'tcp'],
  ])('understand %j as an address of %s', (address, kind) => {
    expect(read({ [kind]: address })).toMatchObject({ probes: [{ address, kind }], findings: [] });
  });

  it.each([
    [{ http: '8080' }, 'bad_label', 'http'],
    [{ http: ':0/' }, 'bad_label', 'http'],
    [{ http: ':65536/' }, 'bad_label', 'http'],
    [{ http: ':80/a b' }, 'bad_label', 'http'],
    [{ http: 'file:///etc/passwd' }, 'bad_label', 'http'],
    [{ http: 'http://' }, 'bad_label', 'http'],
    [{ http: `:80/${'x'.repeat(1_000)}` }, 'bad_label', 'http'],
    [{ http: '' }, 'bad_label', 'http'],
    [{ tcp: '5432' }, 'bad_label', 'tcp'],
    [{ tcp: ':0' }, 'bad_label', 'tcp'],
    [{ exec: 'a\u0007b' }, 'bad_label', 'exec'],
    [{ http: ':80', interval: '0s' }, 'bad_label', 'interval'],
    [{ http: ':80', failures: '0' }, 'bad_label', 'failures'],
    [{ http: ':80', status: '399-200' }, 'bad_label', 'status'],
    [{ http: ':80', status: '200,' }, 'bad_label', 'status'],
    [{ http: ':80', status: '99' }, 'bad_label', 'status'],
    [{ http: ':80', status: Array(21).fill('200').join() }, 'bad_label', 'status'],
    [{ http: ':80', body: 'x'.repeat(501) }, 'bad_label', 'body'],
    [{ http: ':80', tcp: ':80' }, 'bad_probe', 'http'],
    [{ tcp: ':80', status: '200' }, 'bad_probe', 'status'],
    [{ exec: 'true', body: 'x' }, 'bad_probe', 'body'],
    [{ http: ':80', interval: '2s', timeout: '3s' }, 'bad_probe', 'timeout'],
    [{ http: ':80', 'max-latency': '6s' }, 'bad_probe', 'max-latency'],
  ])('are left out as a whole: %j is %s of %s', (parts, code, part) => {
    const { probes, findings } = read(parts as Record<string, string>);
    expect(probes).toEqual([]);
    const subject = `paramedic.probe.web.${part}`;
    expect(findings).toMatchObject([{ code, subject, message: expect.stringContaining('left out') }]);
  });

  it('want to be told what to ask', () => {
    const { probes, findings } = read({ interval: '5s', failures: '1' });
    expect(probes).toEqual([]);
    expect(findings).toMatchObject([{ code: 'bad_probe', subject: 'paramedic.probe.web' }]);
  });

  it('are ten at most, and names have 63 letters at most', () => {
    const names = Array.from({ length: 14 }, (_, n) => `paramedic.probe.p${n + 10}.tcp`);
    const { settings, findings } = parseLabels(Object.fromEntries(names.map((name) => [name, ':1'])), config);
    expect(settings.probes.map(({ name }) => name)).toEqual(names.slice(0, 10).map((name) => name.split('.')[2]));
    expect(findings).toMatchObject([{ code: 'too_many_probes', message: expect.stringContaining('and 3 more') }]);
    const long = (letters: number) => parseLabels({ [`paramedic.probe.${'x'.repeat(letters)}.tcp`]: ':1' }, config);
    expect([long(63).settings.probes.length, long(64).settings.probes.length]).toEqual([1, 0]);
    expect(long(64).findings).toHaveLength(1);
  });
});

describe('log patterns by label', () => {
  it('are twenty at most, the first ones by name', () => {
    const names = Array.from({ length: 22 }, (_, n) => `paramedic.log.p${n + 10}`);
    const labels = Object.fromEntries([...names].reverse().map((name) => [name, 'panic']));
    const { settings, findings } = parseLabels(labels, config);
    expect(settings.logs).toHaveLength(20);
    expect(settings.logs[0]).toEqual({ name: 'p10', pattern: 'panic' });
    expect(findings).toMatchObject([{ code: 'too_many_log_patterns', subject: 'paramedic.log.p30' }]);
  });
});
