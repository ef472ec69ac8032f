import type { Reply } from './script.ts';

/** Tokens of every answer: 100 in, 20 out, 1,000 from the cache, 50 written to it. */
const USAGE = {
  input_tokens: 100,
  output_tokens: 20,
  cache_read_input_tokens: 1_000,
  cache_creation_input_tokens: 50,
};

interface Block {
  readonly start: object;
  readonly delta: object;
}

/** The stream of one answer, event by event, as the Messages API sends it. */
export function eventsOf(id: string, model: string, reply: Extract<Reply, { kind: 'say' | 'use' }>): string[] {
  const blocks = blocksOf(id, reply);
  const stop = reply.kind === 'use' ? 'tool_use' : 'end_turn';
  return [
    event('message_start', { message: messageOf(id, model, [], null) }),
    ...blocks.flatMap(({ start, delta }, index) => [
      event('content_block_start', { index, content_block: start }),
      event('content_block_delta', { index, delta }),
      event('content_block_stop', { index }),
    ]),
    event('message_delta', { delta: { stop_reason: stop, stop_sequence: null }, usage: USAGE }),
    event('message_stop', {}),
  ];
}

/** The same answer in one piece, for requests that do not stream. */
export function messageFor(id: string, model: string, reply: Extract<Reply, { kind: 'say' | 'use' }>): object {
  const content =
    reply.kind === 'say'
      ? [{ type: 'text', text: reply.text }]
      : reply.calls.map(({ name, input }, index) => ({ type: 'tool_use', id: callId(id, index), name, input }));
  return messageOf(id, model, content, reply.kind === 'use' ? 'tool_use' : 'end_turn');
}

const messageOf = (id: string, model: string, content: object[], stopReason: string | null): object => ({
  id,
  type: 'message',
  role: 'assistant',
  model,
  content,
  stop_reason: stopReason,
  stop_sequence: null,
  usage: { ...USAGE, output_tokens: stopReason === null ? 1 : USAGE.output_tokens },
});

const callId = (id: string, index: number): string => `toolu_${id.slice(4)}_${index}`;

function blocksOf(id: string, reply: Extract<Reply, { kind: 'say' | 'use' }>): Block[] {
  const text = (words: string): Block => ({
    start: { type: 'text', text: '' },
    delta: { type: 'text_delta', text: words },
  });
  if (reply.kind === 'say') return [text(reply.text)];
  return [
    ...(reply.text === undefined ? [] : [text(reply.text)]),
    ...reply.calls.map(({ name, input }, index) => ({
      start: { type: 'tool_use', id: callId(id, index), name, input: {} },
      delta: { type: 'input_json_delta', partial_json: JSON.stringify(input) },
    })),
  ];
}

const event = (type: string, data: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
