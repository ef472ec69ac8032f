import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import type { LogFields, Logger } from '../../../src/base/logger.ts';
import { Delivery, type DeliveryOptions, MAX_ATTEMPTS, nextAttemptAt } from '../../../src/notifications/delivery.ts';
import { type Channel, CLAIM_LEASE_MS } from '../../../src/notifications/ports.ts';
import { createWebhook } from '../../../src/notifications/webhook.ts';
import { MemoryOutbox } from '../../support/memory-outbox.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';
import { receiver } from './server.ts';

/** Time that only moves by hand; sleeping means waiting for the signal. */
const handClock = (now = 0): Clock & { set(to: number): void } => ({
  now: () => now,
  set: (to) => {
    now = to;
  },
  sleep: (_ms, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true })),
});

function stage(over: Partial<DeliveryOptions> & Pick<DeliveryOptions, 'channel'>) {
  const outbox = new MemoryOutbox();
  const outcomes: string[] = [];
  const logged: string[] = [];
  const log = (event: string, fields?: LogFields) => void logged.push(`${event} ${JSON.stringify(fields)}`);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const onOutcome = (channel: string, outcome: string) => void outcomes.push(`${channel} ${outcome}`);
  const delivery = new Delivery({ outbox, clock: handClock(), logger, onOutcome, random: () => 0.5, ...over });
  const stop = new AbortController();
  return { outbox, outcomes, logged, stop, run: () => delivery.runOnce(stop.signal) };
}

describe('Delivery', () => {
  it('delivers through a real webhook: 500 first, then accepted after the wait', async () => {
    await using server = await receiver((response, count) => response.writeHead(count === 1 ? 500 : 204).end());
    const clock = handClock();
    const { outbox, outcomes, logged, run } = stage({ channel: createWebhook(server.url), clock });
    outbox.add('a');
    await run();
    expect(outbox.row('a')).toMatchObject({ state: 'pending', dueAt: 30_000, error: 'The webhook answered 500.' });
    clock.set(29_999);
    await run();
    expect(server.received).toHaveLength(1);
    clock.set(30_000);
    await run();
    expect(outbox.row('a')).toMatchObject({ state: 'delivered', attempts: 2 });
    expect(outcomes).toEqual(['webhook retry', 'webhook delivered']);
    expect(logged.map((line) => line.split(' ')[0])).toEqual(['channel_failing', 'channel_recovered']);
    expect(logged.join()).not.toContain('s3cret');
  });

  it('cuts off a webhook that hangs', async () => {
    await using server = await receiver(() => {});
    const { outbox, run } = stage({ channel: createWebhook(server.url), clock: systemClock, deadlineMs: 50 });
    outbox.add('a');
    await run();
    expect(outbox.row('a')).toMatchObject({ state: 'pending', error: 'No answer within 50 ms.' });
  });

  it('cuts off a channel that ignores its signal', async () => {
    const deaf: Channel = { name: 'webhook', send: () => new Promise(() => {}) };
    const { outbox, outcomes, run } = stage({ channel: deaf, clock: systemClock, deadlineMs: 5 });
    outbox.add('a', 'b');
    await run();
    expect(outcomes).toEqual(['webhook retry', 'webhook retry']);
  });

  it('gives up after the last attempt, and says so', async () => {
    const dead: Channel = { name: 'webhook', send: () => Promise.reject(new Error('no')) };
    const clock = handClock();
    const { outbox, outcomes, logged, run } = stage({ channel: dead, clock });
    outbox.add('a');
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      await run();
      clock.set(outbox.row('a').dueAt);
    }
    await run();
    expect(outbox.row('a')).toMatchObject({ state: 'failed', attempts: MAX_ATTEMPTS, error: 'no' });
    expect(outcomes).toEqual([...Array(MAX_ATTEMPTS - 1).fill('webhook retry'), 'webhook failed']);
    expect(logged.map((line) => line.split(' ')[0])).toEqual(['channel_failing', 'notification_failed']);
  });

  it('keeps the order within a channel and drains more than one batch', async () => {
    const seen: string[] = [];
    const channel: Channel = { name: 'webhook', send: async ({ id }) => void seen.push(id) };
    const { outbox, run } = stage({ channel });
    const ids = Array.from({ length: 23 }, (_, index) => `m${index}`);
    outbox.add(...ids);
    await run();
    expect(seen).toEqual(ids);
  });

  it('leaves the messages of channels that it does not have to those who have them', async () => {
    const { outbox, outcomes, run } = stage({ channel: { name: 'webhook', send: async () => {} } });
    outbox.add('slack:1', 'a');
    await run();
    expect(outbox.row('slack:1')).toMatchObject({ state: 'pending', attempts: 0 });
    expect(outcomes).toEqual(['webhook delivered']);
  });

  it('never tells of a recovery before the failure, also when only the failure was refused at first', async () => {
    const seen: string[] = [];
    const refused = new Set(['opened']);
    const channel: Channel = {
      name: 'webhook',
      send: async ({ id }) => {
        if (refused.delete(id)) throw new Error('busy');
        seen.push(id);
      },
    };
    const clock = handClock();
    const { outbox, run } = stage({ channel, clock });
    outbox.add('opened', 'resolved', 'other');
    for (const id of ['opened', 'resolved']) outbox.row(id).message = { ...outbox.row(id).message, incidentId: 'it' };
    await run();
    expect(seen).toEqual(['other']);
    clock.set(outbox.row('opened').dueAt);
    await run();
    expect(seen).toEqual(['other', 'opened', 'resolved']);
  });

  describe('that is stopped while it sends', () => {
    /** A channel that does not heed its signal: the message is under way until `end` is called. */
    async function underway() {
      const [started, over] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const send = (): Promise<void> => {
        started.resolve();
        return over.promise;
      };
      const clock = new SteppedClock(0);
      const staged = stage({ channel: { name: 'webhook', send }, clock });
      staged.outbox.add('a', 'b');
      const running = staged.run();
      await started.promise;
      staged.stop.abort();
      return { ...staged, clock, running, end: over };
    }

    it('leaves what hangs claimed, and waits no longer than a second for it', async () => {
      const { outbox, outcomes, clock, running } = await underway();
      await clock.advance(1_000);
      await running;
      expect(outcomes).toEqual([]);
      expect(outbox.row('a')).toMatchObject({ state: 'pending', dueAt: CLAIM_LEASE_MS });
    });

    it('waits for what is as good as done, marks it, and begins nothing new', async () => {
      const { outbox, outcomes, clock, running, end } = await underway();
      await clock.advance(900);
      expect(outcomes).toEqual([]);
      end.resolve();
      await running;
      expect(outcomes).toEqual(['webhook delivered']);
      expect(outbox.row('b').attempts).toBe(1);
    });

    it('leaves what fails then to the next start', async () => {
      const { outbox, outcomes, running, end } = await underway();
      end.reject(new Error('aborted'));
      await running;
      expect(outcomes).toEqual([]);
      expect(outbox.row('a')).toMatchObject({ state: 'pending', dueAt: CLAIM_LEASE_MS });
    });
  });

  it('passes an error of the outbox on', async () => {
    const channel: Channel = { name: 'webhook', send: async () => {} };
    const { outbox, outcomes, run } = stage({ channel });
    outbox.add('a').markDelivered = () => Promise.reject(new Error('storage is away'));
    await expect(run()).rejects.toThrow('storage is away');
    expect(outcomes).toEqual([]);
  });
});

describe('nextAttemptAt', () => {
  it('waits longer each time, spreads over hours, and ends', () => {
    const waits = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => nextAttemptAt(index + 1, 0, 0.5) ?? 0);
    expect(waits.slice(0, 3)).toEqual([30_000, 60_000, 120_000]);
    expect(waits.toSorted((a, b) => a - b)).toEqual(waits);
    expect(waits.reduce((sum, wait) => sum + wait)).toBeGreaterThan(2 * 3_600_000);
    expect(nextAttemptAt(MAX_ATTEMPTS, 0, 0.5)).toBeUndefined();
  });

  it('is never in the past', () => {
    const jitter = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(), jitter, (attempt, now, spread) => {
        const next = nextAttemptAt(attempt, now, spread);
        return next === undefined ? attempt >= MAX_ATTEMPTS : next > now && next <= now + 3_600_000;
      }),
    );
  });
});
