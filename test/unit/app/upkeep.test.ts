import { describe, expect, it } from '@jest/globals';
import { deliveryLoops } from '../../../src/app/upkeep.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { Channel } from '../../../src/notifications/ports.ts';
import { MemoryOutbox } from '../../support/memory-outbox.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';

/** A channel that accepts all, one that never answers, and 20 messages for each of them. */
async function delivering() {
  const clock = new SteppedClock();
  const outbox = new MemoryOutbox();
  const sent: string[] = [];
  const outcomes: string[] = [];
  const webhook: Channel = { name: 'webhook', send: async ({ id }) => void sent.push(id) };
  const slack: Channel = { name: 'slack', send: () => new Promise(() => {}) };
  const ids = Array.from({ length: 20 }, (_, index) => `webhook:${index}`);
  for (const id of ids) outbox.add(id.replace('webhook', 'slack'), id);
  const onOutcome = (channel: string, outcome: string) => void outcomes.push(`${channel} ${outcome}`);
  const loops = deliveryLoops({ outbox, channels: [slack, webhook], clock, logger: silentLogger, onOutcome });
  for (const loop of loops) await loop.start();
  const stop = async () => {
    const stopping = Promise.all(loops.map((loop) => loop.stop()));
    // Patience with the one that hangs.
    await clock.advance(1_000);
    await stopping;
  };
  return { clock, outbox, ids, sent, outcomes, [Symbol.asyncDispose]: stop };
}

describe('delivery', () => {
  it('has carried all of a channel that is well while another one still hangs at its first', async () => {
    await using it = await delivering();
    await it.clock.advance(5_000);
    expect(it.sent).toEqual(it.ids);
    expect(it.outcomes).toEqual(it.ids.map(() => 'webhook delivered'));
  });

  it('carries what comes later, although the other one has not got through its own', async () => {
    await using it = await delivering();
    await it.clock.advance(60_000);
    it.outbox.add('webhook:late');
    await it.clock.advance(1_000);
    expect(it.sent.at(-1)).toBe('webhook:late');
    expect(it.outbox.row('slack:19').attempts).toBe(0);
    expect(new Set(it.outcomes)).toEqual(new Set(['webhook delivered', 'slack retry']));
  });

  it('tries a channel that hangs as often as one that hangs alone', async () => {
    await using it = await delivering();
    await it.clock.advance(100_500);
    expect(it.outcomes.filter((outcome) => outcome === 'slack retry')).toHaveLength(10);
  });
});
