export interface ListenAddress {
  host: string;
  port: number;
}

/** `host:port`, `[v6]:port`, or `:port` for every address of the machine. */
export const LISTEN_PATTERN = '^(?:\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}))?:\\d{1,5}$';
const whole = new RegExp(LISTEN_PATTERN);

export function parseListen(text: string): ListenAddress | undefined {
  if (!whole.test(text)) return undefined;
  const colon = text.lastIndexOf(':');
  const port = Number(text.slice(colon + 1));
  const host = text.slice(0, colon).replace(/^\[|\]$/g, '');
  if (port > 65_535) return undefined;
  return { host: host === '' ? '0.0.0.0' : host, port };
}

/** True when only this machine can reach the address. A name other than localhost may resolve to anything, so it counts as wide. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
