import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { FleetView } from '../incidents/view.ts';

/** `withheld`: not sent, because there was nothing good to say. */
export const PING_OUTCOMES = ['delivered', 'failed', 'withheld'] as const;
export type PingOutcome = (typeof PING_OUTCOMES)[number];

export interface PingDeps {
  readonly url: string | undefined;
  readonly intervalMs: number;
  readonly fleet: Pick<FleetView, 'lastTurnAt' | 'leadership'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onOutcome: (outcome: PingOutcome) => void;
}

const DEADLINE_MS = 10_000;
const STALLED_AFTER_MS = 30_000;

/**
 * The dead-man ping: tells somebody outside, again and again, that containers are watched; their alarm is our silence. Only
 * the monitor that leads pings, and only while its loop turns: one that merely stands by heals nobody. Undefined without a URL.
 */
export function pingLoop(deps: PingDeps): Loop | undefined {
  const { url, intervalMs, clock, logger } = deps;
  if (url === undefined) return undefined;
  const ping = new Ping(url, deps);
  return new Loop({ name: 'ping', intervalMs, clock, logger, runOnce: (signal) => ping.runOnce(signal) });
}

/** Pure: is somebody watching here? */
export function mayPing({ fleet }: Pick<PingDeps, 'fleet'>, now: number): boolean {
  return fleet.leadership().role !== 'standby' && now - fleet.lastTurnAt() <= STALLED_AFTER_MS;
}

class Ping {
  readonly #url: string;
  readonly #deps: PingDeps;
  #failing = false;

  constructor(url: string, deps: PingDeps) {
    this.#url = url;
    this.#deps = deps;
  }

  async runOnce(stop: AbortSignal): Promise<undefined> {
    const { clock, onOutcome } = this.#deps;
    if (!mayPing(this.#deps, clock.now())) {
      onOutcome('withheld');
      return undefined;
    }
    const problem = await this.#send(stop);
    if (stop.aborted) return undefined;
    onOutcome(problem === undefined ? 'delivered' : 'failed');
    this.#tell(problem);
    return undefined;
  }

  /** Said when it begins to fail and when it works again. The URL is a secret: whoever knows it can keep the other side calm. */
  #tell(problem: string | undefined): void {
    const { logger } = this.#deps;
    const before = this.#failing;
    this.#failing = problem !== undefined;
    if (problem !== undefined && !before) logger.warn('ping_failing', { why: problem });
    if (problem === undefined && before) logger.info('ping_recovered', {});
  }

  async #send(stop: AbortSignal): Promise<string | undefined> {
    const { clock } = this.#deps;
    const cut = new AbortController();
    const over = new AbortController();
    const onStop = (): void => cut.abort();
    stop.addEventListener('abort', onStop, { once: true });
    let late = false;
    void clock.sleep(DEADLINE_MS, over.signal).then(() => {
      if (over.signal.aborted) return;
      late = true;
      cut.abort();
    });
    try {
      const response = await fetch(this.#url, { signal: cut.signal, headers: { 'user-agent': 'paramedic' } });
      await response.body?.cancel();
      return response.ok ? undefined : `the other side answered ${response.status}`;
    } catch (error) {
      return late ? `no answer within ${DEADLINE_MS / 1_000} s` : causeOf(error);
    } finally {
      over.abort();
      stop.removeEventListener('abort', onStop);
    }
  }
}

/** Only the code: the message of the cause may carry the address. */
function causeOf(error: unknown): string {
  const code = (error as { cause?: { code?: unknown } } | null)?.cause?.code;
  return typeof code === 'string' ? code : 'the connection failed';
}
