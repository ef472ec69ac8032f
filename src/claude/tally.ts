import type { SDKMessage, SDKResultMessage } from '@anthropic-ai/claude-agent-sdk';
import type { RunProgress } from '../escalation/launch.ts';
import type { TokenCount } from '../escalation/run.ts';

const NONE: TokenCount = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

/** What the messages of a run add up to. */
export interface Tally {
  readonly sessionId: string | undefined;
  /** By the answer's id: an answer comes in several messages that each repeat its usage. */
  readonly answers: ReadonlyMap<string, TokenCount>;
  /** The last one: some runs have several. */
  readonly result: SDKResultMessage | undefined;
  /** The API's refusal that no further try can cure. */
  readonly hopeless: string | undefined;
}

export const EMPTY: Tally = { sessionId: undefined, answers: new Map(), result: undefined, hopeless: undefined };

const HOPELESS = [
  'authentication_failed',
  'billing_error',
  'oauth_org_not_allowed',
  'account_on_hold',
  'model_not_found',
];

/** The tally after one more message. Pure. */
export function tally(sum: Tally, message: SDKMessage): Tally {
  const next = { ...sum, sessionId: sessionOf(message) ?? sum.sessionId };
  if (message.type === 'result') return { ...next, result: message };
  if (message.type === 'assistant') return { ...next, answers: withAnswer(sum.answers, message) };
  if (message.type === 'system' && message.subtype === 'api_retry' && HOPELESS.includes(message.error)) {
    return { ...next, hopeless: `${message.error} (${message.error_status ?? 'no'} status)` };
  }
  return next;
}

/**
 * Turns, cost and tokens so far. The result tells them for the whole run, also what the single answers leave out; a result
 * of zeros (Claude Code failed) does not take back what was counted.
 */
export function progressOf({ answers, result }: Tally): RunProgress {
  const counted = [...answers.values()].reduce(add, NONE);
  const told = Object.values(result?.modelUsage ?? {})
    .map((one) => ({
      input: one.inputTokens,
      output: one.outputTokens,
      cacheRead: one.cacheReadInputTokens,
      cacheWrite: one.cacheCreationInputTokens,
    }))
    .reduce(add, NONE);
  return {
    // Claude Code counts its tries, too, when the API never answered.
    turns: answers.size === 0 ? 0 : Math.max(answers.size, result?.num_turns ?? 0),
    costUsd: result?.total_cost_usd ?? 0,
    tokens: largest(counted, told),
  };
}

function withAnswer(
  answers: Tally['answers'],
  { message }: Extract<SDKMessage, { type: 'assistant' }>,
): Tally['answers'] {
  // Claude Code's own words about a failing API look like an answer; they cost nothing.
  if (typeof message?.id !== 'string' || message.model === '<synthetic>') return answers;
  const { usage } = message;
  const seen: TokenCount = {
    input: usage?.input_tokens ?? 0,
    output: usage?.output_tokens ?? 0,
    cacheRead: usage?.cache_read_input_tokens ?? 0,
    cacheWrite: usage?.cache_creation_input_tokens ?? 0,
  };
  return new Map(answers).set(message.id, largest(answers.get(message.id) ?? NONE, seen));
}

const sessionOf = (message: SDKMessage): string | undefined =>
  'session_id' in message && typeof message.session_id === 'string' ? message.session_id : undefined;

const each = (a: TokenCount, b: TokenCount, join: (a: number, b: number) => number): TokenCount => ({
  input: join(a.input, b.input),
  output: join(a.output, b.output),
  cacheRead: join(a.cacheRead, b.cacheRead),
  cacheWrite: join(a.cacheWrite, b.cacheWrite),
});
const add = (a: TokenCount, b: TokenCount): TokenCount => each(a, b, (x, y) => x + y);
const largest = (a: TokenCount, b: TokenCount): TokenCount => each(a, b, Math.max);
