import { messageOf } from '../base/errors.ts';
import type { ProbeSpec } from '../config/container-settings.ts';
import type { Container } from '../containers/container.ts';
import { detailOf } from '../probes/detail.ts';
import type { ProbeRunner } from '../probes/ports.ts';
import type { ProbeResult } from '../probes/reading.ts';
import type { AttemptOptions } from './attempt.ts';
import { type ExecOptions, probeExec } from './exec.ts';
import { probeHttp } from './http.ts';
import { judgeError } from './judge-error.ts';
import { isOffLimits, OFF_LIMITS } from './off-limits.ts';
import { probeTcp } from './tcp.ts';
import { type Surroundings, whereIs } from './whereabouts.ts';

export interface ProberOptions extends ExecOptions, Surroundings {}

/** Tries targets over the network and by commands inside them. */
export class Prober implements ProbeRunner {
  readonly #options: ProberOptions;

  constructor(options: ProberOptions) {
    this.#options = options;
  }

  async run(spec: ProbeSpec, container: Container, signal: AbortSignal): Promise<ProbeResult> {
    try {
      if (spec.kind === 'exec') return await probeExec(spec, container, this.#options);
      return await this.#overNetwork(spec, container, signal);
    } catch (error) {
      return { kind: 'unknown', at: this.#options.now(), detail: detailOf(messageOf(error)) };
    }
  }

  async #overNetwork(spec: ProbeSpec, container: Container, signal: AbortSignal): Promise<ProbeResult> {
    const { now } = this.#options;
    const isOwn = spec.address.startsWith(':');
    const place = isOwn ? await whereIs(container, this.#options) : { host: undefined };
    if ('reason' in place) return { kind: 'unknown', at: now(), detail: place.reason };
    const url = urlOf(spec, place.host);
    if (url === null) return { kind: 'unknown', at: now(), detail: `${spec.address} is no address: mend the label` };
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (isOffLimits(host)) return { ...judgeError({ code: OFF_LIMITS }, url.host), kind: 'unknown', at: now() };
    const options: AttemptOptions = { peer: url.host, host, timeoutMs: spec.timeoutMs, signal, now };
    return spec.kind === 'http' ? probeHttp(url, spec, options) : probeTcp(Number(url.port), options);
  }
}

/** `:8080/path` at its own address, or the address as it stands. */
function urlOf({ kind, address }: ProbeSpec, host: string | undefined): URL | null {
  const scheme = kind === 'tcp' ? 'tcp:' : 'http:';
  if (host !== undefined) return URL.parse(`${scheme}//${host.includes(':') ? `[${host}]` : host}${address}`);
  return URL.parse(kind === 'tcp' ? `${scheme}//${address}` : address);
}
