import { expect, it } from '@jest/globals';
import { renderEvidence } from '../../../src/cli/evidence.ts';
import { plain } from '../../../src/cli/paint.ts';

const at = '2026-11-20T11:57:59.500Z';
const evidence = {
  takenAt: at,
  image: 'shop/web:1.5',
  imageId: 'sha256:2',
  previousImageId: 'sha256:1',
  state: 'running',
  health: 'unhealthy',
  oomKilled: false,
  lastCheck: { at, durationMs: 31, exitCode: 1, output: 'refused' },
  checks: [{ at, durationMs: 31, exitCode: 1, output: 'connection\nrefused' }],
  probes: [{ name: 'front', kind: 'http', state: 'failing', since: at, latencyMs: 12.3, detail: 'HTTP 503' }],
  events: [{ at, action: 'health_status', health: 'unhealthy' }],
  samples: [{ at, cpuPercent: 12.34, memoryBytes: 64 * 2 ** 20, pids: 7 }],
  setup: {
    command: ['sh', '-c', 'exec serve'],
    environmentNames: ['PATH', 'TOKEN'],
    ports: {},
    user: '',
    privileged: false,
    memoryLimitBytes: 67_108_864,
  },
  logs: `starting\n\n${'x'.repeat(100)}\n`,
  missing: { host: 'not asked' },
};

it('shows facts, then lists as tables, and the log last as a block', () => {
  expect(`\n${renderEvidence(evidence, plain).join('\n')}\n`).toBe(`

Evidence
  takenAt: ${at}
  image: shop/web:1.5
  imageId: sha256:2
  previousImageId: sha256:1
  state: running
  health: unhealthy
  oomKilled: false
  missing: {"host":"not asked"}

  Health checks
  AT         EXIT  TOOK   OUTPUT
  11:57:59Z  1     31 ms  connection refused

  Probes
  NAME   STATE    SINCE      TOOK   DETAIL
  front  failing  11:57:59Z  12 ms  HTTP 503

  Events
  AT         WHAT           HEALTH     EXIT  SIGNAL
  11:57:59Z  health_status  unhealthy

  Samples
  AT         CPU     MEMORY  LIMIT  PIDS
  11:57:59Z  12.3 %  64 MiB         7

  Set-up
    command: sh -c exec serve
    environmentNames: PATH, TOKEN
    memoryLimitBytes: 67108864

  Log
    starting

    ${'x'.repeat(96)}
    xxxx
`);
});

it.each([at, Date.parse(at)])('shows the last check where there is no list of them, whatever its clock: %s', (when) => {
  const lines = renderEvidence({ lastCheck: { ...evidence.lastCheck, at: when } }, plain);
  expect(lines.slice(-2)).toEqual(['  AT         EXIT  TOOK   OUTPUT', '  11:57:59Z  1     31 ms  refused']);
  expect(renderEvidence({ checks: [], samples: [] }, plain)).toEqual([]);
  expect(renderEvidence({}, plain)).toEqual([]);
});

it('takes whatever stands there, and lets none of it write to the terminal or beyond the width', () => {
  const hostile = '\u001b[2J\u009b31m\r\u202e'.repeat(40);
  const odd = {
    checks: [null, 7, { output: hostile, at: 5 }],
    samples: 'none',
    events: [[]],
    logs: `${hostile}\n${hostile}`,
  };
  const lines = renderEvidence({ ...odd, [hostile]: hostile, deep: { [hostile]: [hostile] } }, plain);
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) {
    expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
    expect([...line].length).toBeLessThanOrEqual(100);
  }
});
