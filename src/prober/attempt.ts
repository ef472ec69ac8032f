import { isIP, type Socket } from 'node:net';
import { detailOf } from '../probes/detail.ts';
import type { ProbeResult } from '../probes/reading.ts';
import { type Judgement, judgeError, judgeTimeout, type Peer, type Phase } from './judge-error.ts';

export interface AttemptOptions {
  readonly peer: Peer;
  /** Name or address, without brackets. */
  readonly host: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** One try over the network: settles once, measures, and knows how far it came. */
export class Attempt {
  readonly result: Promise<ProbeResult>;
  readonly #options: AttemptOptions;
  readonly #startedAt = performance.now();
  readonly #settle: (result: ProbeResult) => void;
  #phase: Phase;
  #isOver = false;
  #close: () => void = () => {};

  constructor(options: AttemptOptions) {
    this.#options = options;
    this.#phase = isIP(options.host) === 0 ? 'resolving' : 'connecting';
    const { promise, resolve } = Promise.withResolvers<ProbeResult>();
    this.result = promise;
    const { peer, timeoutMs, signal } = options;
    const onAbort = () => this.judge({ kind: 'unknown', detail: `${peer}: the probe was called off` });
    const timer = setTimeout(() => this.judge(judgeTimeout(this.#phase, peer, timeoutMs)), timeoutMs);
    this.#settle = (result) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(result);
      this.#isOver = true;
      this.#close();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  }

  /** `close` ends whatever is open; called when the attempt is over. */
  over(close: () => void): void {
    this.#close = close;
    if (this.#isOver) close();
  }

  follow(socket: Socket): void {
    socket.once('lookup', (error: unknown) => {
      if (error === null) this.#phase = 'connecting';
    });
    socket.once('connect', () => {
      this.#phase = 'connected';
    });
  }

  succeed(): void {
    this.#settle({ kind: 'success', at: this.#options.now(), latencyMs: this.#elapsedMs() });
  }

  fail(detail: string): void {
    this.judge({ kind: 'failure', detail: `${this.#options.peer} ${detail}` });
  }

  blame(error: unknown): void {
    this.judge(judgeError(error, this.#options.peer));
  }

  judge(judgement: Judgement): void {
    const at = this.#options.now();
    // How long no connection came about says nothing of how fast it answers.
    const latencyMs = this.#phase === 'connected' ? this.#elapsedMs() : undefined;
    const detail = detailOf(judgement.detail);
    this.#settle(
      judgement.kind === 'unknown' ? { kind: 'unknown', at, detail } : { ...judgement, at, latencyMs, detail },
    );
  }

  #elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }
}
