import type { ListenAddress } from '../config/listen.ts';
import { httpRequest } from './http-request.ts';
import { monitorUrl } from './monitor-url.ts';

export interface HealthAnswer {
  healthy: boolean;
  /** One line for `docker inspect`. */
  line: string;
}

/**
 * Asks the running monitor whether it is alive. It is the image's HEALTHCHECK and runs every few seconds for ever:
 * it imports next to nothing, and whoever calls it should not either.
 */
export async function healthcheck(listen: ListenAddress, timeoutMs = 4_000): Promise<HealthAnswer> {
  const url = `${monitorUrl(listen)}/healthz`;
  try {
    const { status, text } = await httpRequest(url, { timeoutMs });
    return { healthy: status === 200, line: text.slice(0, 1_000).trim() };
  } catch (error) {
    return { healthy: false, line: `${url}: ${(error as Error).message}` };
  }
}
