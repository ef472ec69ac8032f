import type { Clock } from '../base/clock.ts';
import { ParamedicError } from '../base/errors.ts';
import { inParallel } from '../base/in-parallel.ts';
import { Turnstile } from '../base/turnstile.ts';
import type { Sampler } from '../containers/ports.ts';
import type { ResourceSample } from '../containers/sample.ts';
import type { Connection } from './connection.ts';
import { type CpuReading, translateStats } from './translate-stats.ts';
import type { RawStats } from './vendor.ts';

const DEADLINE_MS = 10_000;
/** A reading that old serves no rate any more; it belongs to a container that is gone. */
const FORGET_MS = 20 * 60_000;
/**
 * A request and its answer take some 0.2 ms of the event loop: hundreds at once would hold it for longer than a decision may
 * take, and thousands in a row would have a core for themselves for more than a second. So 2,000 a second are asked for.
 */
const REQUESTS_A_BREATH = 16;
const BREATH_MS = 8;

/**
 * One-shot stats, all asked for at once: engines up to 20.10 answer each after about a second however many there are. A
 * one-shot has no previous sample, so the CPU rate comes from our own.
 */
export class DockerSampler implements Sampler {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #turnstile: Turnstile;
  readonly #readings = new Map<string, { reading: CpuReading; seenAt: number }>();

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
    this.#turnstile = new Turnstile(REQUESTS_A_BREATH, () => clock.sleep(BREATH_MS));
  }

  /** Throws only when not one of several reasons but the engine itself is why nothing could be sampled. */
  async sample(ids: readonly string[]): Promise<Map<string, ResourceSample>> {
    const samples = new Map<string, ResourceSample>();
    if (ids.length === 0) return samples;
    const { hostMemoryBytes } = await this.#connection.introduction();
    const failures: unknown[] = [];
    await inParallel(ids, this.#connection.maxSideBySide, async (id) => {
      await this.#turnstile.pass();
      try {
        const sample = this.#translate(id, await this.#stats(id), hostMemoryBytes);
        if (sample) samples.set(id, sample);
      } catch (error) {
        if (isGone(error)) this.#readings.delete(id);
        else failures.push(error);
      }
    });
    this.#forget();
    if (failures.length === ids.length) throw failures[0];
    return samples;
  }

  #translate(id: string, raw: RawStats, hostMemoryBytes: number | undefined): ResourceSample | undefined {
    const translated = translateStats(raw, this.#readings.get(id)?.reading, hostMemoryBytes);
    if (translated === undefined) this.#readings.delete(id);
    else this.#readings.set(id, { reading: translated.reading, seenAt: this.#clock.now() });
    return translated?.sample;
  }

  #stats(id: string): Promise<RawStats> {
    return this.#connection.ask(
      { endpoint: 'GET /containers/{id}/stats', deadlineMs: DEADLINE_MS, containerId: id },
      (docker, abortSignal) => docker.getContainer(id).stats({ stream: false, 'one-shot': true, abortSignal }),
    );
  }

  #forget(): void {
    const oldest = this.#clock.now() - FORGET_MS;
    for (const [id, { seenAt }] of this.#readings) if (seenAt < oldest) this.#readings.delete(id);
  }
}

const isGone = (error: unknown): boolean => error instanceof ParamedicError && error.code === 'container_gone';
