import type { SDKMessage } from '@anthropic-ai/claude-agent-sdk';
import { describe, expect, it } from '@jest/globals';
import { translate } from '../../../src/claude/translate.ts';

const events = (message: object, redact = (text: string) => text) =>
  translate(message as unknown as SDKMessage, redact);
const assistant = (...content: object[]) => events({ type: 'assistant', message: { id: 'm', content } });

describe('translate', () => {
  it('tells of words, thoughts and calls, block by block', () => {
    expect(
      assistant(
        { type: 'text', text: 'I look.' },
        { type: 'thinking', thinking: 'Hm.' },
        { type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } },
        { type: 'server_tool_use', id: 't2' },
      ),
    ).toEqual([
      { kind: 'said', text: 'I look.' },
      { kind: 'thought', text: 'Hm.' },
      { kind: 'called', callId: 't1', tool: 'Bash', input: '{"command":"ls"}' },
      { kind: 'other', name: 'assistant/server_tool_use' },
    ]);
  });

  it('tells what tools returned, as text, whatever its form', () => {
    const returned = (content: unknown, more: object = {}) =>
      events({ type: 'user', message: { content: [{ type: 'tool_result', tool_use_id: 't1', content, ...more }] } });
    expect(returned('plain')).toEqual([{ kind: 'returned', callId: 't1', failed: false, text: 'plain' }]);
    expect(returned([{ type: 'text', text: 'a' }, { type: 'image' }], { is_error: true })).toEqual([
      { kind: 'returned', callId: 't1', failed: true, text: 'a\n[image]' },
    ]);
    expect(returned(undefined)).toEqual([{ kind: 'returned', callId: 't1', failed: false, text: '' }]);
  });

  it('tells how it began, that the API was asked again, and how it ended', () => {
    const began = {
      type: 'system',
      subtype: 'init',
      session_id: 's',
      model: 'm',
      claude_code_version: '2.1.329',
      tools: ['Bash'],
    };
    expect(events(began)).toEqual([{ kind: 'began', sessionId: 's', model: 'm', version: '2.1.329', tools: ['Bash'] }]);
    const retry = { type: 'system', subtype: 'api_retry', attempt: 2, error_status: null, error: 'overloaded' };
    expect(events(retry)).toEqual([{ kind: 'retried', attempt: 2, status: undefined, error: 'overloaded' }]);
    expect(events({ type: 'result', subtype: 'success', is_error: false, result: 'done' })).toEqual([
      { kind: 'concluded', how: 'success', failed: false, text: 'done' },
    ]);
    expect(events({ type: 'result', subtype: 'error_max_turns', is_error: true, errors: ['a', 'b'] })).toEqual([
      { kind: 'concluded', how: 'error_max_turns', failed: true, text: 'a; b' },
    ]);
  });

  it('names what it does not know, and makes no event of mere progress', () => {
    expect(events({ type: 'message_of_tomorrow' })).toEqual([{ kind: 'other', name: 'message_of_tomorrow' }]);
    expect(events({ type: 'system', subtype: 'news' })).toEqual([{ kind: 'other', name: 'system/news' }]);
    expect(events({ type: 'tool_progress' })).toEqual([]);
  });

  it('does not throw on an odd shape', () => {
    for (const message of [
      { type: 'assistant' },
      { type: 'assistant', message: { content: [null, 7, 'x', {}] } },
      { type: 'user', message: { content: 42 } },
      { type: 'result' },
      { type: 'system' },
    ]) {
      expect(Array.isArray(events(message))).toBe(true);
    }
  });

  it('hides secrets everywhere and caps long texts', () => {
    const hide = (text: string) => text.replaceAll('hunter2', '[hidden]');
    const shown = events(
      {
        type: 'assistant',
        message: {
          content: [
            { type: 'tool_use', id: 't', name: 'Bash', input: { command: 'echo hunter2' } },
            { type: 'text', text: `hunter2 ${'x'.repeat(100_000)}` },
          ],
        },
      },
      hide,
    );
    expect(JSON.stringify(shown)).not.toContain('hunter2');
    expect(JSON.stringify(shown).length).toBeLessThan(40_000);
  });
});
