import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CapsuleInput, capsule } from '../../../../src/incidents/evidence/capsule.ts';
import { LARGEST_EVIDENCE_BYTES, sizeOf } from '../../../../src/incidents/evidence/fit.ts';
import { container, event, T0 } from '../../../support/charts.ts';

const SECRET = 'c0rrect-h0rse';
const sample = (at: number) => ({
  at,
  cpuPercent: 3,
  memoryBytes: 64 * 1_048_576,
  memoryLimitBytes: undefined,
  networkRxBytes: 1,
  networkTxBytes: 2,
  blockReadBytes: 3,
  blockWriteBytes: 4,
  pids: 5,
});
const check = (output: string) => ({ at: T0 - 1_000, durationMs: 30, exitCode: 1, output });
const reading = (detail: string) => ({
  ...{ name: 'front', kind: 'http', state: 'failing', since: T0 - 9_000, lastAt: T0 - 1_000, latencyMs: 12, detail },
});
const scene = (part: Partial<NonNullable<CapsuleInput['scene']>> = {}) => ({
  checks: [check('connection refused')],
  secrets: [SECRET],
  setup: { command: ['serve', '--token', 'abc'], networks: ['front'] },
  logs: 'one\ntwo\n',
  logError: undefined,
  ...part,
});
const input = (part: Partial<CapsuleInput> = {}): CapsuleInput => ({
  container: container({ health: 'unhealthy', failingStreak: 3, lastCheck: check('connection refused') }),
  scene: scene(),
  samples: [sample(T0 - 60_000), sample(T0 - 30_000)],
  events: [event('health_status', T0 - 5, { health: 'unhealthy', labels: { a: 'b' } })],
  probes: [reading('HTTP 503')],
  images: { current: 'sha256:2', previous: 'sha256:1' },
  act: { action: 'restart', attempt: 1 },
  takenAt: T0,
  ...part,
});

describe('the capsule', () => {
  it('holds what was known before the act', () => {
    expect(capsule(input())).toEqual({
      takenAt: '2027-01-15T08:00:00.000Z',
      act: { action: 'restart', attempt: 1 },
      image: 'shop/web:1',
      imageId: 'sha256:2',
      previousImageId: 'sha256:1',
      state: 'running',
      health: 'unhealthy',
      oomKilled: false,
      restartCount: 0,
      restartPolicy: 'no',
      failingStreak: 3,
      startedAt: '2027-01-15T07:00:00.000Z',
      lastCheck: { at: '2027-01-15T07:59:59.000Z', durationMs: 30, exitCode: 1, output: 'connection refused' },
      probes: [
        {
          ...{ name: 'front', kind: 'http', state: 'failing', latencyMs: 12, detail: 'HTTP 503' },
          ...{ since: '2027-01-15T07:59:51.000Z', lastAt: '2027-01-15T07:59:59.000Z' },
        },
      ],
      checks: [{ at: '2027-01-15T07:59:59.000Z', durationMs: 30, exitCode: 1, output: 'connection refused' }],
      events: [{ at: '2027-01-15T07:59:59.995Z', action: 'health_status', health: 'unhealthy' }],
      samples: [
        expect.objectContaining({ at: '2027-01-15T07:59:00.000Z', memoryBytes: 67_108_864 }),
        expect.objectContaining({ at: '2027-01-15T07:59:30.000Z' }),
      ],
      setup: { command: ['serve', '--token', '[redacted token]'], networks: ['front'] },
      logs: 'one\ntwo\n',
    });
  });

  it('keeps the last 20 samples, events and readings and the last 5 checks', () => {
    const twentyFive = Array.from({ length: 25 }, (_, index) => index);
    const full = capsule(
      input({
        samples: twentyFive.map((index) => sample(T0 + index)),
        events: twentyFive.map((index) => event('start', T0 + index)),
        probes: twentyFive.map((index) => reading(`${index}`)),
        scene: scene({ checks: twentyFive.map((index) => check(`${index}`)) }),
      }),
    ) as Record<string, { at?: string; detail?: string; output?: string }[]>;
    expect([full.samples, full.events, full.probes, full.checks].map((list) => list?.length)).toEqual([20, 20, 20, 5]);
    expect(full.probes?.[0]?.detail).toBe('5');
    expect(full.checks?.map(({ output }) => output)).toEqual(['20', '21', '22', '23', '24']);
    expect(full.samples?.[19]?.at).toBe('2027-01-15T08:00:00.024Z');
  });

  it('says by name what is missing', () => {
    expect(capsule(input({ scene: undefined, samples: [] })).missing).toEqual({
      checks: 'the container was gone, or the engine did not answer in time',
      logs: 'the container was gone, or the engine did not answer in time',
      setup: 'the container was gone, or the engine did not answer in time',
      samples: 'none was taken yet',
    });
    const blind = capsule(
      input({ scene: scene({ logs: undefined, logError: 'log driver does not support reading' }) }),
    );
    expect(blind.missing).toEqual({ logs: 'log driver does not support reading' });
  });

  it('takes colours and control characters out of logs, and then the secrets', () => {
    const logs = `\u001b[31mred\u001b[0m\r\nc0rrect\u0000-\u001b[1mh0rse\u0007\nDB_PASSWORD=x1y2\u202e`;
    expect(capsule(input({ scene: scene({ logs }) })).logs).toBe(
      'red\n[redacted secret]\nDB_PASSWORD=[redacted password]',
    );
  });

  it('cuts the log first, from its start, at a line', () => {
    const lines = Array.from({ length: 4_000 }, (_, index) => `line "${index}" ü`);
    const evidence = capsule(input({ scene: scene({ logs: lines.join('\n') }) }));
    expect(evidence.truncated).toEqual(['logs']);
    const kept = String(evidence.logs).split('\n');
    expect(kept).toEqual(lines.slice(-kept.length));
    expect(sizeOf(evidence)).toBeGreaterThan(LARGEST_EVIDENCE_BYTES - 300);
    expect(evidence.samples).toHaveLength(2);
  });

  it('gives up whole parts only when the log is not enough', () => {
    const setup = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`mount ${index}`, 'ü'.repeat(900)]));
    const evidence = capsule(input({ scene: scene({ setup, logs: 'short' }) }));
    expect(evidence).toMatchObject({
      truncated: ['logs', 'setup'],
      logs: '',
      checks: [{ output: 'connection refused' }],
    });
    expect(evidence).not.toHaveProperty('setup');
  });
});

describe('whatever a container tells', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      `x${SECRET}y`,
      encodeURIComponent(SECRET),
      Buffer.from(SECRET).toString('base64'),
      'PASSWORD=abcd1234',
    ),
    fc.tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.nat(40_000)).map(([part, times]) => part.repeat(times)),
  );
  const at = fc.oneof(fc.integer(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 1e300));
  const hostile = fc.record({
    container: fc
      .record({ image: text, imageId: text, startError: text, startedAt: at })
      .map((part) => container({ ...part, lastCheck: check(part.image), exitCode: Number.NaN })),
    scene: fc.option(
      fc.record({
        checks: fc.array(text.map(check), { maxLength: 8 }),
        secrets: fc.constant([SECRET]),
        setup: fc.dictionary(text, fc.oneof(text, fc.jsonValue(), fc.bigInt(), fc.array(text, { maxLength: 30 }))),
        logs: fc.option(text, { nil: undefined }),
        logError: fc.option(text, { nil: undefined }),
      }),
      { nil: undefined, freq: 10 },
    ),
    samples: fc.array(at.map(sample), { maxLength: 30 }),
    events: fc.array(
      at.map((when) => event('die', when, { exitCode: 1 })),
      { maxLength: 30 },
    ),
    probes: fc.array(text.map(reading), { maxLength: 30 }),
    images: fc.record({ current: text, previous: text }),
    takenAt: at,
  });

  it('stays within its size, is JSON, and gives no secret away', () => {
    fc.assert(
      fc.property(hostile, (given) => {
        const evidence = capsule(given);
        const json = JSON.stringify(evidence);
        expect(Buffer.byteLength(json)).toBeLessThanOrEqual(LARGEST_EVIDENCE_BYTES);
        expect(JSON.parse(json)).toEqual(evidence);
        // Without a scene nothing is known to be secret, but for what looks so.
        const forms = given.scene === undefined ? [] : [SECRET, Buffer.from(SECRET).toString('base64').slice(0, -3)];
        for (const form of [...forms, 'abcd1234']) expect(json).not.toContain(form);
        expect(json.replaceAll('\\\\', '')).not.toMatch(/\\u00|\\[bfrt]/);
      }),
      { numRuns: 150 },
    );
  });
});
