import { type BackoffPolicy, backoffMs } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import type { Channel, DueMessage, Outbox } from './ports.ts';

/** `retry`: not accepted, tried again later; `failed`: given up. */
type DeliveryOutcome = 'delivered' | 'retry' | 'failed';

export interface DeliveryOptions {
  outbox: Outbox;
  channels: readonly Channel[];
  clock: Clock;
  logger: Logger;
  /** Told once per try, for the metrics. */
  onOutcome: (channel: string, outcome: DeliveryOutcome) => void;
  random?: () => number;
  deadlineMs?: number;
}

/** Ten tries spread over about three hours: 30 s, 1 min, 2 min, … 1 h, 1 h. */
export const MAX_ATTEMPTS = 10;
const RETRY: BackoffPolicy = { minMs: 30_000, maxMs: 3_600_000 };

/** With the deadline of 10 s a batch ends well within `CLAIM_LEASE_MS`, even when every send hangs. */
const BATCH = 5;
const DEADLINE_MS = 10_000;

/** When to try again after the attempt that has just failed; undefined: never. */
export const nextAttemptAt = (attempt: number, now: number, jitter: number): number | undefined =>
  attempt >= MAX_ATTEMPTS ? undefined : now + Math.round(backoffMs(attempt, RETRY, jitter));

/**
 * Carries messages from the outbox to the channels, at least once. Within a channel one after another, so that "recovered"
 * does not overtake "unhealthy"; a channel that hangs holds up no other one.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #failing = new Set<string>();

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#channels = new Map(options.channels.map((channel) => [channel.name, channel]));
  }

  /** Until nothing is due. An error of the outbox itself is the loop's to log; what was sent and not marked is sent again. */
  async runOnce(signal: AbortSignal): Promise<undefined> {
    const { outbox, clock } = this.#options;
    const names = [...this.#channels.keys()];
    while (!signal.aborted) {
      const due = await outbox.claimDue(clock.now(), BATCH, names);
      // Also after a small batch: what was told later of the same incident waits for what was told earlier.
      if (due.length === 0) return undefined;
      const byChannel = Map.groupBy(due, ({ message }) => message.channel);
      const ends = await Promise.allSettled([...byChannel.values()].map((queue) => this.#deliverAll(queue, signal)));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    }
    return undefined;
  }

  async #deliverAll(queue: readonly DueMessage[], signal: AbortSignal): Promise<void> {
    for (const due of queue) if (!signal.aborted) await this.#deliver(due, signal);
  }

  async #deliver({ message, attempt }: DueMessage, signal: AbortSignal): Promise<void> {
    const { outbox, clock, onOutcome, random = Math.random } = this.#options;
    const error = await this.#send(message, signal);
    if (error === undefined) {
      await outbox.markDelivered(message.id, clock.now());
      onOutcome(message.channel, 'delivered');
      return this.#noteSuccess(message.channel);
    }
    // Stopped in the middle: nobody knows whether it arrived, so it stays claimed and is due again after the lease.
    if (signal.aborted) return;
    const nextAt = nextAttemptAt(attempt, clock.now(), random());
    await outbox.markFailed(message.id, clock.now(), nextAt, error);
    onOutcome(message.channel, nextAt === undefined ? 'failed' : 'retry');
    this.#noteFailure(message, error, nextAt === undefined);
  }

  /** A channel that stays down is told when it goes and when it comes back; a message given up is told each time. */
  #noteFailure(message: OutboxMessage, error: string, forGood: boolean): void {
    const { logger } = this.#options;
    const facts = { channel: message.channel, id: message.id, incident_id: message.incidentId, error };
    if (!this.#failing.has(message.channel)) logger.warn('channel_failing', facts);
    this.#failing.add(message.channel);
    if (forGood) logger.error('notification_failed', facts);
  }

  #noteSuccess(channel: string): void {
    if (this.#failing.delete(channel)) this.#options.logger.info('channel_recovered', { channel });
  }

  /** The error in words, or nothing when the other side has accepted the message. */
  async #send(message: OutboxMessage, stop: AbortSignal): Promise<string | undefined> {
    const channel = this.#channels.get(message.channel) as Channel;
    const cut = new AbortController();
    const cutOff = new Promise<never>((_, reject) => {
      cut.signal.addEventListener('abort', () => reject(cut.signal.reason), { once: true });
    });
    // Also rejects after the send is over, when nobody listens any more.
    cutOff.catch(() => {});
    const onStop = () => cut.abort(new ParamedicError('delivery_stopped', 'Paramedic is stopping.'));
    stop.addEventListener('abort', onStop, { once: true });
    const finished = this.#abortAtDeadline(cut);
    try {
      // A channel that ignores its signal must not hold up the queue.
      await Promise.race([channel.send(message, cut.signal), cutOff]);
      return undefined;
    } catch (error) {
      return messageOf(error);
    } finally {
      stop.removeEventListener('abort', onStop);
      finished.abort();
    }
  }

  #abortAtDeadline(cut: AbortController): AbortController {
    const { clock, deadlineMs = DEADLINE_MS } = this.#options;
    const finished = new AbortController();
    void clock.sleep(deadlineMs, finished.signal).then(() => {
      cut.abort(new ParamedicError('delivery_timeout', `No answer within ${deadlineMs} ms.`, { retryable: true }));
    });
    return finished;
  }
}
