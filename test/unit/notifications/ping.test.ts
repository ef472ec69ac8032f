import { describe, expect, it } from '@jest/globals';
import { type Clock, systemClock } from '../../../src/base/clock.ts';
import type { Logger } from '../../../src/base/logger.ts';
import { mayPing, type PingOutcome, pingLoop } from '../../../src/notifications/ping.ts';
import { FakeFleet, NOW } from '../../support/fleet.ts';
import { Mailbox } from '../../support/mailbox.ts';
import { receiver } from './server.ts';

interface Scene {
  fleet?: FakeFleet;
  clock?: Clock;
}

/** Pings one after another without a pause; keeps outcomes and whole log lines. */
function open(url: string, { fleet = new FakeFleet(), clock }: Scene = {}) {
  const outcomes = new Mailbox<PingOutcome>();
  const lines: string[] = [];
  const log = (event: string, fields?: object) => void lines.push(JSON.stringify([event, fields]));
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const loop = pingLoop({
    url,
    intervalMs: 60_000,
    fleet,
    // The deadline of a ping is 10 s and never passes here; the pause between two is short.
    clock: clock ?? { now: () => NOW, sleep: (ms, signal) => systemClock.sleep(ms === 60_000 ? 1 : ms, signal) },
    logger,
    onOutcome: (outcome) => outcomes.push(outcome),
  });
  if (loop === undefined) throw new Error('unreachable');
  return { loop, outcomes, lines, fleet };
}

describe('the dead-man ping', () => {
  it('asks for nothing without a URL', () => {
    const parts = { fleet: new FakeFleet(), clock: systemClock, onOutcome: () => {} };
    const logger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    expect(pingLoop({ ...parts, logger, url: undefined, intervalMs: 1 })).toBeUndefined();
  });

  it('arrives as a plain GET, again and again', async () => {
    await using other = await receiver((response) => response.writeHead(200).end('OK'));
    const { loop, outcomes, lines } = open(other.url);
    await loop.start();
    await outcomes.find(() => outcomes.items.length >= 2);
    await loop.stop();
    expect(outcomes.items.slice(0, 2)).toEqual(['delivered', 'delivered']);
    expect(other.received[0]).toMatchObject({ body: '', headers: { 'user-agent': 'paramedic' } });
    expect(lines).toEqual([]);
  });

  it('says once that it fails and once that it works again, and never names the URL', async () => {
    await using other = await receiver((response, count) => response.writeHead(count <= 2 ? 500 : 200).end());
    const { loop, outcomes, lines } = open(other.url);
    await loop.start();
    await outcomes.find((outcome) => outcome === 'delivered');
    await loop.stop();
    expect(outcomes.items.slice(0, 3)).toEqual(['failed', 'failed', 'delivered']);
    expect(lines).toEqual(['["ping_failing",{"why":"the other side answered 500"}]', '["ping_recovered",{}]']);
  });

  it('names no address either when nobody is there', async () => {
    const gone = await receiver(() => {});
    await gone.close();
    const { loop, outcomes, lines } = open(gone.url);
    await loop.start();
    await outcomes.find((outcome) => outcome === 'failed');
    await loop.stop();
    expect(lines).toEqual(['["ping_failing",{"why":"ECONNREFUSED"}]']);
  });

  it('gives up on an other side that takes the request and never answers', async () => {
    await using other = await receiver(() => {});
    const clock: Clock = { now: () => NOW, sleep: (ms, signal) => systemClock.sleep(ms === 10_000 ? 50 : ms, signal) };
    const { loop, outcomes, lines } = open(other.url, { clock });
    await loop.start();
    await outcomes.find((outcome) => outcome === 'failed');
    await loop.stop();
    expect(lines).toEqual(['["ping_failing",{"why":"no answer within 10 s"}]']);
  });

  it('is withheld by a monitor that stands by, and by one whose loop has not turned for 30 s', async () => {
    await using other = await receiver((response) => response.writeHead(200).end());
    const { loop, outcomes, fleet } = open(other.url);
    fleet.leadershipStatus = { ...fleet.leadershipStatus, role: 'standby' };
    await loop.start();
    await outcomes.find((outcome) => outcome === 'withheld');
    await loop.stop();
    expect(other.received).toEqual([]);

    const at = (role: 'leader' | 'uncertain' | 'standby', turnedAt: number) => {
      fleet.leadershipStatus = { ...fleet.leadershipStatus, role };
      fleet.turnedAt = turnedAt;
      return mayPing({ fleet }, NOW);
    };
    expect(at('leader', NOW - 30_000)).toBe(true);
    expect(at('uncertain', NOW)).toBe(true);
    expect(at('leader', NOW - 30_001)).toBe(false);
    expect(at('standby', NOW)).toBe(false);
  });
});
