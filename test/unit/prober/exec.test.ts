import { describe, expect, it } from '@jest/globals';
import { ParamedicError } from '../../../src/base/errors.ts';
import type { Container } from '../../../src/containers/container.ts';
import { judgeExit } from '../../../src/prober/exec.ts';
import { Prober } from '../../../src/prober/prober.ts';
import { container } from '../../support/charts.ts';
import { probeSpec } from '../../support/probes.ts';

const spec = probeSpec({ kind: 'exec', address: 'pg_isready', timeoutMs: 2_000 });
const exit = (exitCode: number | undefined, output = '', secrets: readonly string[] = []) =>
  judgeExit({ exitCode, output }, secrets, 7, 30);

/** The engine throws this at the exec, and shows this container afterwards. */
const failing = (code: string, after: Container | undefined) =>
  new Prober({
    exec: () => Promise.reject(new ParamedicError(code, `it was ${code}`)),
    inspect: () => (after === undefined ? Promise.reject(new Error('no answer')) : Promise.resolve(after)),
    now: () => 7,
    hostAddress: undefined,
  }).run(spec, container(), new AbortController().signal);

describe('exec probe', () => {
  it('goes by the exit code', () => {
    expect(exit(0, 'fine')).toEqual({ kind: 'success', at: 7, latencyMs: 30 });
    expect(exit(3, ' no\nresponse ')).toEqual({
      kind: 'failure',
      at: 7,
      latencyMs: 30,
      detail: 'the command exited with code 3: no response',
    });
    expect(exit(1)).toMatchObject({ detail: 'the command exited with code 1' });
  });

  it.each([126, 127, undefined])('knows nothing from %s', (code) => {
    expect(exit(code, 'sh: pg_isready: not found')).toMatchObject({
      kind: 'unknown',
      detail: expect.stringContaining('pg_isready: not found'),
    });
  });

  it('keeps what a command prints short and plain', () => {
    const result = exit(1, `\u001b[31m${'x'.repeat(4_000)}`);
    expect(result).toMatchObject({ detail: expect.stringMatching(/^the command exited with code 1: \[31mx+…$/) });
    expect((result as { detail: string }).detail.length).toBeLessThanOrEqual(500);
  });

  it('tells nothing of what the environment keeps secret', () => {
    expect(exit(1, 'no login with tr0ub4dor', ['tr0ub4dor'])).toMatchObject({
      detail: 'the command exited with code 1: no login with [redacted secret]',
    });
  });

  it.each(['container_gone', 'container_conflict', 'engine_unreachable', 'engine_denied'])(
    'knows nothing from %s',
    async (code) => {
      expect(await failing(code, container())).toEqual({ kind: 'unknown', at: 7, detail: `it was ${code}` });
    },
  );

  it.each(['exec_timeout', 'engine_timeout'])(
    'fails on a %s when the engine still answers for this very life',
    async (code) => {
      expect(await failing(code, container())).toMatchObject({
        kind: 'failure',
        detail: 'the command did not end within 2000 ms',
      });
      expect((await failing(code, undefined)).kind).toBe('unknown');
      expect((await failing(code, container({ startedAt: 1 }))).kind).toBe('unknown');
      expect((await failing(code, container({ state: 'paused' }))).kind).toBe('unknown');
    },
  );
});
