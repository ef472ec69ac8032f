import type { ListenAddress } from '../config/listen.ts';

/** Where a monitor that listens there is reached from this machine: a wide address includes loopback. */
export function monitorUrl({ host, port }: ListenAddress): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (host === '::') return `http://[::1]:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
