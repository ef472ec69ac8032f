import type { Clock } from '../../../src/base/clock.ts';
import type { SimContainer } from '../sim-engine/sim-container.ts';
import type { SimEngine } from '../sim-engine/sim-engine.ts';
import { oneOf } from './random.ts';

/** Not well from an instant to another, or still. */
export interface Sickness {
  readonly containerId: string;
  readonly name: string;
  readonly from: number;
  to: number | undefined;
  /** It ended by itself, which only an event tells from `docker stop`; the others are to be seen at every look. */
  readonly crashed: boolean;
  /** When the engine had forgotten that event. */
  untold?: number;
}

interface Crash {
  readonly sickness: Sickness;
  readonly forgottenAfter: number;
}

/** The engine keeps so many events. */
const KEPT = 256;

/** Containers of one simulated engine fall sick at random, each in one of the usual ways; and when they did. */
export class Troubles {
  readonly sicknesses: Sickness[] = [];
  readonly #engine: SimEngine;
  readonly #random: () => number;
  readonly #patienceMs: number;
  readonly #clock: Clock;
  readonly #current = new Map<string, Sickness>();
  readonly #stop = new AbortController();
  #events = 0;
  /** That the engine still knows of, oldest first. */
  readonly #crashes: Crash[] = [];

  /** `patienceMs`: most of those whom nobody healed are mended by then. */
  constructor(engine: SimEngine, random: () => number, clock: Clock, patienceMs = 90_000) {
    this.#engine = engine;
    this.#patienceMs = patienceMs;
    this.#random = random;
    this.#clock = clock;
    engine.onEvent(({ action, containerId, at }) => {
      this.#count(at);
      if (action === 'health_status: unhealthy') this.#begin(engine.container(containerId), at);
      if (action === 'health_status: healthy') this.#end(containerId, at);
    });
  }

  /** One after another, about so far apart, until `stop`. */
  async run(everyMs: number): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#clock.sleep(everyMs * 2 * this.#random(), this.#stop.signal);
      const well = this.#engine.containers.filter(({ id, status }) => !this.#current.has(id) && status === 'running');
      if (well.length > 0 && !this.#stop.signal.aborted) this.#strike(oneOf(well, this.#random));
    }
  }

  /** No new ones; a person makes well what is still sick. */
  end(): void {
    this.#stop.abort();
    for (const container of this.#engine.containers) this.#mend(container);
  }

  /** One or two restarts help, a start helps, or nothing but patience. Sooner or later a person mends what nobody healed. */
  #strike(container: SimContainer): void {
    const dice = this.#random();
    if (dice < 0.65) container.sicken(dice < 0.5 ? 1 : 2);
    else if (dice < 0.8) this.#crash(container);
    else container.sicken(Number.POSITIVE_INFINITY);
    const sickness = this.#current.get(container.id);
    const patienceMs = (dice < 0.9 ? this.#patienceMs : 15_000) * (0.2 + 0.8 * this.#random());
    void this.#clock.sleep(patienceMs, this.#stop.signal).then(() => {
      if (sickness?.to === undefined) this.#mend(container);
    });
  }

  #crash(container: SimContainer): void {
    this.#begin(container, this.#clock.now(), true);
    container.crash(1);
    const sickness = this.#current.get(container.id);
    if (sickness !== undefined) this.#crashes.push({ sickness, forgottenAfter: this.#events + KEPT });
  }

  #mend(container: SimContainer): void {
    if (container.status === 'exited') container.begin();
    container.recover();
  }

  #count(at: number): void {
    this.#events += 1;
    const [oldest] = this.#crashes;
    if (oldest === undefined || oldest.forgottenAfter > this.#events) return;
    oldest.sickness.untold = at;
    this.#crashes.shift();
  }

  #begin({ id, name }: SimContainer, from: number, crashed = false): void {
    if (this.#current.has(id)) return;
    const sickness: Sickness = { containerId: id, name, crashed, from, to: undefined };
    this.#current.set(id, sickness);
    this.sicknesses.push(sickness);
  }

  #end(id: string, to: number): void {
    const sickness = this.#current.get(id);
    if (sickness !== undefined) sickness.to = to;
    this.#current.delete(id);
  }
}
