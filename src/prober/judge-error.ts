import { messageOf } from '../base/errors.ts';
import { OFF_LIMITS } from './off-limits.ts';

/** How far a connection had come: looking up the name, connecting, connected. */
export type Phase = 'resolving' | 'connecting' | 'connected';

export type Judgement =
  | { readonly kind: 'failure'; readonly detail: string; readonly unreached?: boolean }
  | { readonly kind: 'unknown'; readonly detail: string };

/** Whom the connection was meant for, as people read it. */
export type Peer = string;

const REACH = 'is it on a network that Paramedic can reach?';

/** What the target itself did. */
const BY_TARGET: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection: nothing listens there',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
  EPROTO: 'does not speak TLS as it should',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  CERT_NOT_YET_VALID: 'has a certificate that is not valid yet',
  CERT_REVOKED: 'has a certificate that was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name',
};

/** What stands between us and it, or is wrong with us; and the cure. */
const BY_US: Readonly<Record<string, string>> = {
  EMFILE: 'Paramedic has too many files open: raise its limit (ulimit -n)',
  ENFILE: 'the machine has too many files open',
  ENOBUFS: 'the machine has no memory for sockets',
  EADDRNOTAVAIL: 'the machine has no free port to connect from',
  EACCES: 'Paramedic is not allowed to connect (firewall?)',
  EPERM: 'Paramedic is not allowed to connect (firewall?)',
  ENETUNREACH: `no road leads to it: ${REACH}`,
  EHOSTUNREACH: `no road leads to it: ${REACH}`,
  EHOSTDOWN: `no road leads to it: ${REACH}`,
  ENOTFOUND: 'Paramedic finds no address for this name: check the label, and DNS where Paramedic runs',
  [OFF_LIMITS]: 'this is where clouds hand out credentials, and is not probed: mend the label',
  EAI_AGAIN: 'the DNS of Paramedic does not answer',
};

/** A chain that ends at an authority which is not trusted *here*. */
const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|CERT_UNTRUSTED|INVALID_CA/;

/** Pure: whose fault an error of a connection is. What is not known to be the target's is not held against it. */
export function judgeError(error: unknown, peer: Peer): Judgement {
  const code = codeOf(error);
  const byTarget = BY_TARGET[code];
  if (byTarget !== undefined) return { kind: 'failure', detail: `${peer} ${byTarget}` };
  if (code === 'ETIMEDOUT') return unreached(peer, 'in time');
  // What Node's parser could not read as HTTP.
  if (code.startsWith('HPE_')) {
    return { kind: 'failure', detail: `${peer} answers something that is not HTTP (${messageOf(error, 200)})` };
  }
  if (UNTRUSTED.test(code)) {
    const cure = 'start Paramedic with NODE_EXTRA_CA_CERTS, or probe it by exec';
    return { kind: 'unknown', detail: `${peer}: its certificate is of an authority that is not known here; ${cure}` };
  }
  return { kind: 'unknown', detail: `${peer}: ${BY_US[code] ?? messageOf(error, 300)}` };
}

/** Pure: a timeout is the target's fault from the moment on that it could be reached. */
export function judgeTimeout(phase: Phase, peer: Peer, timeoutMs: number): Judgement {
  switch (phase) {
    case 'resolving':
      return { kind: 'unknown', detail: `${peer}: no address for this name within ${timeoutMs} ms` };
    case 'connecting':
      return unreached(peer, `within ${timeoutMs} ms`);
    case 'connected':
      return { kind: 'failure', detail: `${peer} took the connection and did not answer within ${timeoutMs} ms` };
  }
}

const unreached = (peer: Peer, span: string): Judgement => ({
  kind: 'failure',
  detail: `no connection to ${peer} ${span}: ${REACH}`,
  unreached: true,
});

/** Of several addresses that were tried the first tells. */
function codeOf(error: unknown): string {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: readonly { code?: unknown }[] };
  const told = code ?? errors?.[0]?.code;
  return typeof told === 'string' ? told : '';
}
