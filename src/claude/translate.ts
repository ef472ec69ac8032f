import type { SDKMessage } from '@anthropic-ai/claude-agent-sdk';
import type { RunEvent } from '../escalation/launch.ts';

const MAX_TEXT = 32 * 1_024;

type Show = (text: string) => string;
type Message<T extends SDKMessage['type']> = Extract<SDKMessage, { type: T }>;
interface Block {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * What a message of the SDK says, in our own words. `redact` hides secrets; texts are capped. What is not known is named,
 * never dropped; progress of a tool that still runs is no event, and denials are told by whoever counts them, once each. Pure; a message of an odd shape does not throw.
 */
export function translate(message: SDKMessage, redact: Show): RunEvent[] {
  const show: Show = (text) => {
    const shown = redact(text.toWellFormed());
    return shown.length > MAX_TEXT ? `${shown.slice(0, MAX_TEXT)}… [cut]` : shown;
  };
  switch (message.type) {
    case 'system':
      return message.subtype === 'permission_denied' ? [] : [fromSystem(message, show)];
    case 'assistant':
      return blocksOf(message.message?.content).map((block) => fromAssistant(block, show));
    case 'user':
      return blocksOf(message.message?.content).map((block) => fromUser(block, show));
    case 'result':
      return [fromResult(message, show)];
    case 'tool_progress':
      return [];
    default:
      return [{ kind: 'other', name: show(String(message.type)) }];
  }
}

function fromSystem(message: Message<'system'>, show: Show): RunEvent {
  switch (message.subtype) {
    case 'init':
      return {
        kind: 'began',
        sessionId: message.session_id,
        model: show(message.model),
        version: message.claude_code_version,
        tools: [...message.tools],
      };
    case 'api_retry':
      return {
        kind: 'retried',
        attempt: message.attempt,
        status: message.error_status ?? undefined,
        error: message.error,
      };
    default:
      return { kind: 'other', name: show(`system/${String(message.subtype)}`) };
  }
}

function fromAssistant(block: Block, show: Show): RunEvent {
  if (block.type === 'text') return { kind: 'said', text: show(String(block.text)) };
  if (block.type === 'thinking') return { kind: 'thought', text: show(String(block.thinking)) };
  if (block.type === 'tool_use') {
    const input = show(JSON.stringify(block.input) ?? '');
    return { kind: 'called', callId: String(block.id), tool: show(String(block.name)), input };
  }
  return { kind: 'other', name: show(`assistant/${block.type}`) };
}

function fromUser(block: Block, show: Show): RunEvent {
  if (block.type !== 'tool_result') return { kind: 'other', name: show(`user/${block.type}`) };
  const text = blocksOf(block.content)
    .map((part) => (part.type === 'text' ? String(part.text) : `[${part.type}]`))
    .join('\n');
  return { kind: 'returned', callId: String(block.tool_use_id), failed: block.is_error === true, text: show(text) };
}

function fromResult(message: Message<'result'>, show: Show): RunEvent {
  const text = message.subtype === 'success' ? message.result : (message.errors ?? []).join('; ');
  return { kind: 'concluded', how: message.subtype, failed: message.is_error, text: show(String(text)) };
}

/** Content is a text or a list of blocks. */
function blocksOf(content: unknown): Block[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content)) return [];
  return content.filter((block): block is Block => typeof block === 'object' && block !== null && 'type' in block);
}
