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
}

/** Containers of one simulated engine fall sick at random, each in one of the usual ways; and when they did. */
export class Troubles {
  readonly sicknesses: Sickness[] = [];
  readonly #engine: SimEngine;
  readonly #random: () => number;
  readonly #clock: Clock;
  readonly #current = new Map<string, Sickness>();
  readonly #stop = new AbortController();

  constructor(engine: SimEngine, random: () => number, clock: Clock) {
    this.#engine = engine;
    this.#random = random;
    this.#clock = clock;
    engine.onEvent(({ action, containerId, at }) => {
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
    const patienceMs = (dice < 0.9 ? 90_000 : 15_000) * (0.2 + 0.8 * this.#random());
    void this.#clock.sleep(patienceMs, this.#stop.signal).then(() => {
      if (sickness?.to === undefined) this.#mend(container);
    });
  }

  #crash(container: SimContainer): void {
    this.#begin(container, this.#clock.now());
    container.crash(1);
  }

  #mend(container: SimContainer): void {
    if (container.status === 'exited') container.begin();
    container.recover();
  }

  #begin({ id, name }: SimContainer, from: number): void {
    if (this.#current.has(id)) return;
    const sickness: Sickness = { containerId: id, name, from, to: undefined };
    this.#current.set(id, sickness);
    this.sicknesses.push(sickness);
  }

  #end(id: string, to: number): void {
    const sickness = this.#current.get(id);
    if (sickness !== undefined) sickness.to = to;
    this.#current.delete(id);
  }
}
