import { createHmac } from 'node:crypto';
import type { Channel } from './ports.ts';
import { postJson } from './post.ts';

/**
 * Posts the payload as JSON. With a secret each message is signed: `x-paramedic-signature: t=SECONDS,v1=HEX`, where HEX is
 * the HMAC-SHA256 of `SECONDS.BODY`; and `x-paramedic-delivery` is the message's id, the same for each try. `now` in ms.
 */
export function createWebhook(url: string, secret: string | undefined = undefined, now = (): number => 0): Channel {
  return {
    name: 'webhook',
    send: ({ id, payload }, signal) => {
      const headers = (body: string) => ({
        'x-paramedic-delivery': id,
        ...(secret !== undefined && { 'x-paramedic-signature': signature(secret, Math.floor(now() / 1_000), body) }),
      });
      return postJson({ name: 'webhook', url, headers }, payload, signal);
    },
  };
}

const signature = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
