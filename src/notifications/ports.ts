import type { OutboxMessage } from '../incidents/ledger.ts';

/** A message whose time has come, with the number of this try (1, 2, …). */
export interface DueMessage {
  message: OutboxMessage;
  attempt: number;
}

/**
 * The reading end of the outbox; the writing end is `Ledger.record`.
 * Delivery is at least once: a claimed message that is never marked (we crashed, storage went away)
 * is due again `CLAIM_LEASE_MS` later.
 */
export interface Outbox {
  /**
   * Takes up to `limit` due messages of this channel for this process, oldest first, and counts the attempt. What is told of
   * an incident on a channel stays in order: none is taken while an earlier one of it waits there.
   */
  claimDue(now: number, limit: number, channel: string): Promise<DueMessage[]>;
  markDelivered(id: string, at: number): Promise<void>;
  /** `nextAttemptAt` undefined: failed for good. */
  markFailed(id: string, at: number, nextAttemptAt: number | undefined, error: string): Promise<void>;
  /**
   * Gives up what has been due for `FORGOTTEN_AFTER_MS` on channels that are not among these: no monitor has such a one. How
   * many messages of which channel.
   */
  giveUpForgotten(now: number, channels: readonly string[]): Promise<{ channel: string; count: number }[]>;
}

export const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

/** A claim outlives every send of its batch: 5 messages with a deadline of 10 s each, and some air. */
export const CLAIM_LEASE_MS = 90_000;

/** A road to people. `send` resolves when the other side has accepted the message. */
export interface Channel {
  readonly name: string;
  send(message: OutboxMessage, signal: AbortSignal): Promise<void>;
}
