import type { SDKMessage } from '@anthropic-ai/claude-agent-sdk';
import { describe, expect, it } from '@jest/globals';
import { conclude, type Ending } from '../../../src/claude/conclude.ts';
import { Denials, deniedIn } from '../../../src/claude/denials.ts';
import { EMPTY, progressOf, type Tally, tally } from '../../../src/claude/tally.ts';

const usage = (input: number, output: number) => ({
  input_tokens: input,
  output_tokens: output,
  cache_read_input_tokens: 7,
  cache_creation_input_tokens: 3,
});
const message = (given: object): SDKMessage => ({ session_id: 's1', uuid: 'u', ...given }) as unknown as SDKMessage;
const answer = (id: string, input: number, output: number, model = 'claude-x'): SDKMessage =>
  message({ type: 'assistant', message: { id, model, content: [], usage: usage(input, output) } });
const REPORT = { root_cause: 'A typo.', confidence: 'high', actions: [], files_changed: [], follow_up: [] };
const result = (more: object = {}): SDKMessage =>
  message({
    type: 'result',
    subtype: 'success',
    is_error: false,
    result: 'done',
    num_turns: 3,
    total_cost_usd: 0.5,
    modelUsage: {
      a: { inputTokens: 10, outputTokens: 20, cacheReadInputTokens: 30, cacheCreationInputTokens: 40 },
      b: { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, cacheCreationInputTokens: 4 },
    },
    permission_denials: [],
    structured_output: REPORT,
    ...more,
  });
const sum = (...messages: SDKMessage[]): Tally => messages.reduce(tally, EMPTY);
const ENDING: Ending = { stop: undefined, thrown: undefined, stderr: '', exit: { code: 0, signal: null } };

describe('tally', () => {
  it('counts the tokens of an answer once, however many messages it comes in', () => {
    const { turns, tokens } = progressOf(sum(answer('m1', 100, 1), answer('m1', 100, 20), answer('m2', 50, 5)));
    expect({ turns, tokens }).toEqual({ turns: 2, tokens: { input: 150, output: 25, cacheRead: 14, cacheWrite: 6 } });
  });

  it('does not count what Claude Code says itself about a failing API', () => {
    expect(progressOf(sum(answer('m1', 0, 0, '<synthetic>'), result({ num_turns: 2 }))).turns).toBe(0);
  });

  it('takes cost and tokens of all models from the result', () => {
    expect(progressOf(sum(answer('m1', 1, 1), result()))).toEqual({
      turns: 3,
      costUsd: 0.5,
      tokens: { input: 11, output: 22, cacheRead: 33, cacheWrite: 44 },
    });
  });

  it('does not let a result of zeros take back what was counted', () => {
    const crashed = result({ num_turns: 0, modelUsage: {}, total_cost_usd: 0 });
    expect(progressOf(sum(answer('m1', 100, 20), crashed))).toMatchObject({ turns: 1, tokens: { input: 100 } });
  });

  it('uses the last of two results', () => {
    const first = result({ subtype: 'error_max_turns', is_error: true, errors: [], total_cost_usd: 0.1 });
    const both = sum(answer('m1', 1, 1), first, result({ total_cost_usd: 0.3 }));
    expect(progressOf(both).costUsd).toBe(0.3);
    expect(conclude(both, ENDING).outcome).toBe('completed');
    expect(conclude(sum(result(), first), ENDING).outcome).toBe('max_turns');
  });

  it('knows the session, and a refusal that no further try can cure', () => {
    const retry = (error: string) =>
      message({ type: 'system', subtype: 'api_retry', error, error_status: 401, attempt: 1 });
    expect(sum(retry('overloaded'))).toMatchObject({ sessionId: 's1', hopeless: undefined });
    expect(sum(retry('authentication_failed')).hopeless).toContain('authentication_failed');
    expect(sum(retry('billing_error')).hopeless).toContain('billing_error');
  });
});

describe('conclude', () => {
  const outcome = (messages: SDKMessage[], ending: Partial<Ending> = {}) =>
    conclude(sum(...messages), { ...ENDING, ...ending });

  it('completes with a report that fits', () => {
    expect(outcome([result()])).toEqual({
      outcome: 'completed',
      error: undefined,
      report: { rootCause: 'A typo.', confidence: 'high', actions: [], filesChanged: [], followUp: [] },
    });
  });

  it.each([
    [{ structured_output: undefined }, 'no_report'],
    [{ structured_output: { ...REPORT, confidence: 'total' } }, 'no_report'],
    [{ is_error: true, result: 'API Error: 500' }, 'api_error'],
    [{ subtype: 'error_max_turns', errors: ['too many'] }, 'max_turns'],
    [{ subtype: 'error_max_budget_usd', errors: [] }, 'max_usd'],
    [{ subtype: 'error_max_structured_output_retries', errors: [] }, 'no_report'],
    [{ subtype: 'error_during_execution', errors: ['it broke'] }, 'api_error'],
    [{ subtype: 'error_of_tomorrow', errors: undefined }, 'api_error'],
  ])('is no completion with %j', (more, expected) => {
    expect(outcome([result(more)], { thrown: 'an error result' }).outcome).toBe(expected);
  });

  it('is broken off without a result: lost once it had begun, not launched before', () => {
    const exit = { code: null, signal: 'SIGKILL' };
    expect(outcome([answer('m1', 1, 1)], { exit })).toMatchObject({
      outcome: 'lost',
      error: expect.stringContaining('SIGKILL'),
    });
    expect(outcome([], { exit: { code: 1, signal: null }, stderr: 'no such option\n' })).toMatchObject({
      outcome: 'launch_failed',
      error: 'it ended with code 1 and no result: no such option',
    });
    expect(outcome([], { exit: undefined, thrown: 'ENOENT' })).toMatchObject({
      outcome: 'launch_failed',
      error: 'it did not start: ENOENT',
    });
  });

  it('counts what we did before what Claude Code says, and keeps the report', () => {
    expect(outcome([result()], { stop: { kind: 'limit', limit: 'silent', afterMs: 300_000 } })).toMatchObject({
      outcome: 'silent',
      error: 'nothing was heard of it for 300 s',
      report: { rootCause: 'A typo.' },
    });
    expect(outcome([result()], { stop: { kind: 'cancelled' } }).outcome).toBe('cancelled');
    expect(outcome([], { stop: { kind: 'hopeless', why: 'no key' } })).toMatchObject({
      outcome: 'api_error',
      error: 'no key',
    });
    expect(outcome([], { stop: { kind: 'gate', reason: 'escapes' } })).toMatchObject({
      outcome: 'stopped_at_gate',
      error: 'the gate ended it: escapes',
    });
  });
});

describe('denials', () => {
  it('are counted once a call, by the hook or by Claude Code', () => {
    const denials = new Denials();
    const denial = { tool: 'Bash', reason: 'outside' };
    expect(denials.add(denial, 't1')).toBe(true);
    expect(denials.add({ tool: 'Bash', reason: 'claude_code' }, 't1')).toBe(false);
    expect(denials.add(denial, 't2')).toBe(true);
    expect(denials.list).toEqual([denial, denial]);
  });

  it('are capped', () => {
    const denials = new Denials();
    for (let call = 0; call < 300; call += 1) denials.add({ tool: 'Bash', reason: 'r' }, `t${call}`);
    expect(denials.list).toHaveLength(200);
  });

  it('are read from results and from what Claude Code tells in between', () => {
    const one = { tool_name: 'Bash', tool_use_id: 't1' };
    const expected = [{ denial: { tool: 'Bash', reason: 'claude_code' }, callId: 't1' }];
    expect(deniedIn(result({ permission_denials: [one] }))).toEqual(expected);
    expect(deniedIn(message({ type: 'system', subtype: 'permission_denied', ...one }))).toEqual(expected);
    expect(deniedIn(result({ permission_denials: undefined }))).toEqual([]);
    expect(deniedIn(answer('m1', 1, 1))).toEqual([]);
  });
});
