import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Channel } from './ports.ts';

const MAX_BODY_BYTES = 65_536;

/** Posts the payload as JSON. The URL is a secret (chat services put the key into the path): no error ever names it. */
export function createWebhook(url: string): Channel {
  const { address, headers } = split(url);
  return {
    name: 'webhook',
    async send(message, signal) {
      const body = JSON.stringify(message.payload);
      const size = Buffer.byteLength(body);
      if (size > MAX_BODY_BYTES) {
        throw new ParamedicError('webhook_too_large', `The message has ${size} bytes, ${MAX_BODY_BYTES} are allowed.`);
      }
      // 'manual' instead of 'error': a redirect is not followed either way, and this way the status can be told.
      const request = { method: 'POST', headers, body, signal, redirect: 'manual' } as const;
      const response = await fetch(address, request).catch((error: unknown) => {
        throw unreachable(error, signal);
      });
      await response.body?.cancel();
      if (!response.ok) {
        throw new ParamedicError('webhook_refused', `The webhook answered ${response.status}.`, { retryable: true });
      }
    },
  };
}

/** fetch refuses credentials inside a URL; curl, and so docker-autoheal, takes them as basic authentication. */
function split(url: string): { address: string; headers: Record<string, string> } {
  const parsed = new URL(url);
  const headers: Record<string, string> = { 'content-type': 'application/json', 'user-agent': 'paramedic' };
  if (parsed.username !== '' || parsed.password !== '') {
    const credentials = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    parsed.username = '';
    parsed.password = '';
  }
  return { address: parsed.href, headers };
}

/** Only the code of the cause: its message may carry host and port. */
function unreachable(error: unknown, signal: AbortSignal): ParamedicError {
  if (signal.aborted) return new ParamedicError('webhook_timeout', messageOf(signal.reason), { retryable: true });
  const code = (error as { cause?: { code?: unknown } } | null)?.cause?.code;
  const why = typeof code === 'string' ? code : 'the connection failed';
  return new ParamedicError('webhook_unreachable', `The webhook cannot be reached: ${why}.`, { retryable: true });
}
