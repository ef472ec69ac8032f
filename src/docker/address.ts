import { ParamedicError } from '../base/errors.ts';

/** Where the engine is, and how it is spoken to. */
export type EngineAddress =
  | { kind: 'unix'; path: string }
  | { kind: 'tcp'; host: string; port: number; tls: boolean }
  | { kind: 'ssh'; host: string; user: string | undefined; port: number | undefined; remoteSocket: string | undefined };

const DEFAULT_SOCKET = '/var/run/docker.sock';

/** Reads what `DOCKER_HOST` may say, as the docker CLI does; undefined or empty is the local socket. */
export function parseAddress(dockerHost: string | undefined, tlsVerify: boolean): EngineAddress {
  const text = dockerHost?.trim() ?? '';
  if (text === '') return { kind: 'unix', path: DEFAULT_SOCKET };
  if (text.startsWith('/')) return { kind: 'unix', path: text };
  if (text.startsWith('unix://')) return { kind: 'unix', path: text.slice('unix://'.length) || DEFAULT_SOCKET };
  const url = URL.parse(text.includes('://') ? text : `tcp://${text}`);
  if (url === null || url.hostname === '') throw badAddress(text);
  switch (url.protocol) {
    case 'ssh:':
      return sshAddress(url, text);
    case 'tcp:':
    case 'http:':
    case 'https:':
      return tcpAddress(url, tlsVerify);
    default:
      throw badAddress(text);
  }
}

/** For messages: never with a password. */
export function describeAddress(address: EngineAddress): string {
  switch (address.kind) {
    case 'unix':
      return `unix://${address.path}`;
    case 'tcp':
      return `${address.tls ? 'https' : 'tcp'}://${bracketed(address.host)}:${address.port}`;
    case 'ssh':
      return `ssh://${address.user ? `${address.user}@` : ''}${bracketed(address.host)}${address.port ? `:${address.port}` : ''}`;
  }
}

function tcpAddress(url: URL, tlsVerify: boolean): EngineAddress {
  const wantsTls = url.protocol === 'https:' || tlsVerify || url.port === '2376';
  const tls = wantsTls && url.protocol !== 'http:';
  // URL drops the scheme's own port: http://host:80 and http://host look alike.
  const fallback = { 'http:': 80, 'https:': 443 }[url.protocol] ?? (tls ? 2376 : 2375);
  return { kind: 'tcp', host: unbracketed(url.hostname), port: url.port === '' ? fallback : Number(url.port), tls };
}

function sshAddress(url: URL, text: string): EngineAddress {
  const host = unbracketed(url.hostname);
  const user = url.username === '' ? undefined : decodeURIComponent(url.username);
  // `ssh` would read a leading dash as an option, and options can run commands.
  if (host.startsWith('-') || user?.startsWith('-') || url.password !== '')
    throw badAddress(text.replace(/:[^@/]*@/, ':…@'));
  const remoteSocket = url.pathname === '' || url.pathname === '/' ? undefined : url.pathname;
  return { kind: 'ssh', host, user, port: url.port === '' ? undefined : Number(url.port), remoteSocket };
}

const unbracketed = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');
const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

function badAddress(text: string): ParamedicError {
  return new ParamedicError('engine_address', `DOCKER_HOST "${text}" is not an address of a Docker engine`, {
    cure: 'use unix:///path, tcp://host:port, https://host:port or ssh://user@host (without a password)',
  });
}
