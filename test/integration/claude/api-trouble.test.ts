import { describe, expect, it, jest } from '@jest/globals';
import { ClaudeRun, LIMITS } from '../../support/claude-run.ts';
import { type Reply, report, steps } from '../../support/fake-claude-api/script.ts';

// Each test starts Claude Code, which takes its time on a busy machine.
jest.setTimeout(60_000);

const error = (status: number, type: string, retryAfter?: number): Reply => ({
  kind: 'error',
  status,
  type,
  retryAfter,
});

describe('trouble with the API', () => {
  it('ends at the first refusal of the key, and does not knock again and again', async () => {
    await using run = await ClaudeRun.with(() => error(401, 'authentication_error'));
    const { end } = await run.launch();
    expect(end).toMatchObject({
      outcome: 'api_error',
      error: expect.stringMatching(/authentication/i),
      costUsd: 0,
      turns: 0,
    });
    // The first refusal is not told: Claude Code asks for the key once more by itself.
    expect(run.api.asked.length).toBeLessThanOrEqual(3);
    expect(end.durationMs).toBeLessThan(20_000);
  });

  it('goes on after an overload', async () => {
    await using run = await ClaudeRun.with((_turn, attempt) =>
      attempt === 1 ? error(529, 'overloaded_error') : report(),
    );
    const { end, events } = await run.launch();
    expect(end).toMatchObject({ outcome: 'completed' });
    expect(events).toContainEqual({ kind: 'retried', attempt: 1, status: 529, error: expect.any(String) });
  });

  it('gives up soon when the API only fails', async () => {
    await using run = await ClaudeRun.with(() => error(500, 'api_error'));
    const { end } = await run.launch();
    expect(end).toMatchObject({ outcome: 'api_error', report: undefined });
    expect(run.api.asked.length).toBe(3);
  });

  it('does not wait for ever where the API asks to come back later', async () => {
    await using run = await ClaudeRun.with(() => error(429, 'rate_limit_error', 600));
    const { end } = await run.launch({ limits: { ...LIMITS, timeoutMs: 4_000 } });
    expect(['wall_clock', 'api_error']).toContain(end.outcome);
    expect(end.durationMs).toBeLessThan(30_000);
  });

  it('asks again after an answer that was cut off', async () => {
    await using run = await ClaudeRun.with((_turn, attempt) => (attempt === 1 ? { kind: 'cut' } : report()));
    const { end } = await run.launch();
    expect(end).toMatchObject({ outcome: 'completed' });
    expect(run.api.asked.length).toBeGreaterThanOrEqual(2);
  });

  it('takes no report that does not fit', async () => {
    await using run = await ClaudeRun.with(steps(report({ root_cause: 'x', confidence: 'total' })));
    const { end } = await run.launch();
    expect(end).toMatchObject({ outcome: expect.stringMatching(/no_report|max_turns/), report: undefined });
  });
});
