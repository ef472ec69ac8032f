import { createHmac, timingSafeEqual } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { messagesFor } from '../../../src/notifications/message.ts';
import { createWebhook } from '../../../src/notifications/webhook.ts';
import { incident } from './incident.ts';
import { receiver } from './server.ts';

const SECRET = 'a secret of the receiver';
const NOW = Date.UTC(2026, 10, 20, 12);
const forever = new AbortController().signal;

/** What docs/running.md tells a receiver to do. */
function isGenuine(header: string, body: string, secret: string, nowMs: number): boolean {
  const [, seconds, hex] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (seconds === undefined || hex === undefined) return false;
  const expected = createHmac('sha256', secret).update(`${seconds}.${body}`).digest();
  const isFresh = Math.abs(nowMs / 1_000 - Number(seconds)) <= 300;
  return isFresh && timingSafeEqual(expected, Buffer.from(hex, 'hex'));
}

async function sent(secret: string | undefined) {
  await using server = await receiver((response) => response.end());
  const description = 'two\nlines, "quotes" and 日本';
  const [message] = messagesFor('incident_opened', incident({ description }), ['webhook'], 0, () => 'id-1');
  if (message === undefined) throw new Error('no message');
  const webhook = createWebhook(server.url, secret, () => NOW + 999);
  await webhook.send(message, forever);
  await webhook.send(message, forever);
  const [first, second] = server.received;
  const header = String(first?.headers['x-paramedic-signature'] ?? '');
  return {
    header,
    body: first?.body ?? '',
    deliveries: [first, second].map((it) => it?.headers['x-paramedic-delivery']),
  };
}

describe('the signature of a webhook message', () => {
  it('is verified by a receiver who has the secret, and only for what was sent', async () => {
    const { header, body } = await sent(SECRET);
    expect(header).toMatch(new RegExp(`^t=${NOW / 1_000},v1=`));
    expect(isGenuine(header, body, SECRET, NOW)).toBe(true);
    expect(isGenuine(header, body, 'another', NOW)).toBe(false);
    expect(isGenuine(header, body.replace('quotes', 'quotas'), SECRET, NOW)).toBe(false);
    expect(isGenuine(header.replace('t=1', 't=2'), body, SECRET, NOW)).toBe(false);
  });

  it('tells an old message that somebody sends again', async () => {
    const { header, body } = await sent(SECRET);
    expect(isGenuine(header, body, SECRET, NOW + 301_000)).toBe(false);
  });

  it('is not there without a secret; the id of the message is, the same for each try', async () => {
    const { header, deliveries } = await sent(undefined);
    expect(header).toBe('');
    expect(deliveries).toEqual(['id-1', 'id-1']);
  });
});
