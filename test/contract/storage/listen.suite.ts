import { describe, expect, it } from '@jest/globals';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import type { Logger } from '../../../src/base/logger.ts';
import type { WakeTopic } from '../../../src/escalation/ports.ts';
import { Listener } from '../../../src/storage/listen.ts';
import { anApproval, aRequest, claiming, givingUp } from '../../support/escalation-records.ts';
import { AT, anIncident } from '../../support/records.ts';
import { tcpProxy } from '../../support/tcp-proxy.ts';
import { type Fresh, openHarness } from './harness.ts';

/** Real time, but nobody waits long between two tries. */
const clock: Clock = { now: Date.now, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 50), signal) };
const ALL: readonly WakeTopic[] = ['escalations', 'requests', 'approvals'];

class Ear implements AsyncDisposable {
  readonly heard: WakeTopic[] = [];
  readonly logged: string[] = [];
  readonly #listener: Listener;
  #changed = Promise.withResolvers<void>();

  constructor(url: () => string | undefined) {
    const log = (event: string) => {
      this.logged.push(event);
      this.#wake();
    };
    const logger: Logger = { debug: log, info: log, warn: log, error: log };
    const onWake = (topic: WakeTopic) => {
      this.heard.push(topic);
      this.#wake();
    };
    this.#listener = new Listener({ url, onWake, clock, logger });
    void this.#listener.start();
  }

  /** Resolves when so many have been heard since it was last asked, and forgets them. */
  async next(count: number): Promise<WakeTopic[]> {
    while (this.heard.length < count) await this.#changed.promise;
    return this.heard.splice(0);
  }

  async untilLogged(event: string): Promise<void> {
    while (!this.logged.includes(event)) await this.#changed.promise;
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  stop = () => this.#listener.stop();
  [Symbol.asyncDispose] = () => this.#listener.stop();
}

/** How whoever waits hears of what has changed. */
export function listenSuite(fresh: Fresh): void {
  describe('the listener', () => {
    it('wakes everybody when it is connected, and then whoever something has changed for', async () => {
      await using it = await openHarness(fresh);
      const { queue, approvals, desk, box, orders } = it.escalations;
      await using ear = new Ear(() => it.url);
      expect(await ear.next(3)).toEqual(ALL);
      await it.ledger.record(givingUp(anIncident()));
      expect(await ear.next(1)).toEqual(['escalations']);
      const claim = await queue.claim(claiming());
      expect(await ear.next(1)).toEqual(['escalations']);
      if (claim === undefined) throw new Error('nothing to claim');
      const asked = anApproval(claim);
      await approvals.ask(claim, asked);
      expect(await ear.next(1)).toEqual(['approvals']);
      await orders.decide(asked.id, 'denied', 'alice', AT + 5_000);
      expect(await ear.next(1)).toEqual(['approvals']);
      await desk.ask(aRequest(claim.escalation.id));
      expect(await ear.next(1)).toEqual(['requests']);
      await box.take('box', AT + 5_000, 1);
      expect(await ear.next(1)).toEqual(['requests']);
      await orders.cancel(claim.escalation.id, 'alice', AT + 6_000);
      expect(await ear.next(1)).toEqual(['escalations']);
    });

    it('hears nothing of those who only look, or they would wake each other for ever', async () => {
      await using it = await openHarness(fresh);
      const { queue, box, sweeper, desk } = it.escalations;
      await using ear = new Ear(() => it.url);
      await ear.next(3);
      await queue.claim(claiming());
      await box.take('box', AT, 9);
      await sweeper.sweep(AT, { maxAttempts: 3, channels: [], newId: () => '' });
      await queue.spent(AT);
      // What is heard first is this.
      await desk.ask(aRequest(undefined));
      expect(await ear.next(1)).toEqual(['requests']);
    });

    it('comes back when its connection breaks, and wakes everybody, for something may have been missed', async () => {
      await using it = await openHarness(fresh);
      await using road = await tcpProxy(it.url);
      await using ear = new Ear(() => road.url);
      await ear.next(3);
      await road.cut();
      await it.ledger.record(givingUp(anIncident()));
      await road.mend();
      expect(await ear.next(3)).toEqual(ALL);
      expect(ear.logged).toEqual(['listener_lost', 'listener_connected']);
      await it.escalations.queue.claim(claiming());
      expect(await ear.next(1)).toEqual(['escalations']);
    });

    it('notices a connection that says nothing any more, and ends within its time', async () => {
      await using it = await openHarness(fresh);
      await using road = await tcpProxy(it.url);
      await using ear = new Ear(() => road.url);
      await ear.next(3);
      road.fallSilent();
      // The proof fails after its deadline, and so does each new connection until the road is mended.
      await ear.untilLogged('listener_lost');
      await road.mend();
      expect(await ear.next(3)).toEqual(ALL);
      road.fallSilent();
      const before = performance.now();
      await ear.stop();
      expect(performance.now() - before).toBeLessThan(5_000);
    }, 20_000);

    it('waits for a server that is not there yet', async () => {
      await using it = await openHarness(fresh);
      let url: string | undefined;
      await using ear = new Ear(() => url);
      url = it.url;
      expect(await ear.next(3)).toEqual(ALL);
      expect(ear.logged).toEqual([]);
    });
  });
}
