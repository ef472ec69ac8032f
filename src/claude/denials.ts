import type { SDKMessage } from '@anthropic-ai/claude-agent-sdk';
import type { Denial } from '../escalation/run.ts';

const MOST = 200;

/** Calls that were denied, once each: Claude Code reports what the hook has denied, too. Capped. */
export class Denials {
  readonly list: Denial[] = [];
  readonly #calls = new Set<string>();

  /** False: it was known already. */
  add(denial: Denial, callId: string | undefined): boolean {
    if (callId !== undefined && this.#calls.has(callId)) return false;
    if (this.list.length >= MOST) return false;
    if (callId !== undefined) this.#calls.add(callId);
    this.list.push(denial);
    return true;
  }
}

/** What a message says of denials; those that no hook made are a rule of Claude Code's own, though the gate had allowed the call. */
export function deniedIn(message: SDKMessage): { readonly denial: Denial; readonly callId: string }[] {
  const told =
    message.type === 'result'
      ? (message.permission_denials ?? [])
      : message.type === 'system' && message.subtype === 'permission_denied'
        ? [message]
        : [];
  return told.map((one) => ({ denial: { tool: one.tool_name, reason: 'claude_code' }, callId: one.tool_use_id }));
}
