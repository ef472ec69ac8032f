import { type BackoffPolicy, backoffMs } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { within } from '../base/within.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import type { Channel, DueMessage, Outbox } from './ports.ts';

/** `retry`: not accepted, tried again later; `failed`: given up. */
type DeliveryOutcome = 'delivered' | 'retry' | 'failed';

export interface DeliveryOptions {
  outbox: Outbox;
  channel: Channel;
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
const STOP_GRACE_MS = 1_000;

/** When to try again after the attempt that has just failed; undefined: never. */
export const nextAttemptAt = (attempt: number, now: number, jitter: number): number | undefined =>
  attempt >= MAX_ATTEMPTS ? undefined : now + Math.round(backoffMs(attempt, RETRY, jitter));

/**
 * Carries messages from the outbox to one channel, at least once, and one after another, so that "recovered" does not overtake
 * "unhealthy". Each channel has a delivery of its own: one that hangs holds up no other.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  #isFailing = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Until nothing is due. An error of the outbox itself is the loop's to log; what was sent and not marked is sent again. */
  async runOnce(signal: AbortSignal): Promise<undefined> {
    const { outbox, clock, channel } = this.#options;
    while (!signal.aborted) {
      const batch = await outbox.claimDue(clock.now(), BATCH, channel.name);
      // Also after a small batch: what was told later of the same incident waits for what was told earlier.
      if (batch.length === 0) return undefined;
      for (const due of batch) if (!signal.aborted) await this.#deliver(due, signal);
    }
    return undefined;
  }

  async #deliver({ message, attempt }: DueMessage, signal: AbortSignal): Promise<void> {
    const { outbox, clock, onOutcome, random = Math.random } = this.#options;
    const error = await this.#send(message, signal);
    if (error === undefined) {
      await outbox.markDelivered(message.id, clock.now());
      onOutcome(message.channel, 'delivered');
      return this.#noteSuccess();
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
    if (!this.#isFailing) logger.warn('channel_failing', facts);
    this.#isFailing = true;
    if (forGood) logger.error('notification_failed', facts);
  }

  #noteSuccess(): void {
    const { channel, logger } = this.#options;
    if (this.#isFailing) logger.info('channel_recovered', { channel: channel.name });
    this.#isFailing = false;
  }

  /** The error in words, or nothing when the other side has accepted the message. */
  async #send(message: OutboxMessage, stop: AbortSignal): Promise<string | undefined> {
    const { channel, clock } = this.#options;
    const cut = new AbortController();
    const cutOff = new Promise<never>((_, reject) => {
      cut.signal.addEventListener('abort', () => reject(cut.signal.reason), { once: true });
    });
    // Also rejects after the send is over, when nobody listens any more.
    cutOff.catch(() => {});
    const onStop = () => cut.abort(new ParamedicError('delivery_stopped', 'Paramedic is stopping.'));
    stop.addEventListener('abort', onStop, { once: true });
    const finished = this.#abortAtDeadline(cut);
    const sending = (async () => channel.send(message, cut.signal))();
    try {
      // A channel that ignores its signal must not hold up the queue.
      await Promise.race([sending, cutOff]);
      return undefined;
    } catch (error) {
      // What is as good as done when Paramedic stops, such as a line in a file, is done, and is not sent again at the next start.
      if (stop.aborted && (await within(clock, STOP_GRACE_MS, arrives(sending)))) return undefined;
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

const arrives = (sending: Promise<void>): Promise<boolean> =>
  sending.then(
    () => true,
    () => false,
  );
