import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { inParallel } from '../../src/base/in-parallel.ts';
import { IMAGE } from '../support/engine.ts';
import type { EventLog } from './event-log.ts';

/** What a patient does: each is healthy while /health/ok is there. None of them does any work. */
const LIVES = {
  /** Ends at once on SIGTERM; well again after a restart. */
  wellBehaved: "touch /health/ok; trap 'exit 0' TERM; sleep 1000000 & wait $!",
  /** Waits out its stop timeout, as every first process without a handler does; well again after a restart. */
  ignoresSigterm: 'touch /health/ok; exec sleep 1000000',
  /** Well in its first life only. */
  neverRecovers: "[ -f /lived ] || touch /health/ok; touch /lived; trap 'exit 0' TERM; sleep 1000000 & wait $!",
} as const;
export type Life = keyof typeof LIVES;

export interface Patient {
  readonly id: string;
  readonly name: string;
  /** Takes the health file away, from outside: an exec in the container would cost the engine 33 ms of CPU. */
  makeSick(): void;
}

/** More than four starts at once buy nothing. */
const SIDE_BY_SIDE = 4;

/** The containers of one run: all carry its label, all are gone at the end. */
export class Fleet implements AsyncDisposable {
  readonly label = `bench-${randomBytes(4).toString('hex')}`;
  readonly #docker: Dockerode;
  readonly #events: EventLog;
  readonly #folder = mkdtempSync(join(tmpdir(), 'paramedic-bench-health-'));
  readonly #ids = new Set<string>();
  readonly #signal: AbortSignal;
  #bystanders = 0;
  #count = 0;

  constructor(docker: Dockerode, events: EventLog, signal: AbortSignal) {
    this.#docker = docker;
    this.#events = events;
    this.#signal = signal;
  }

  /** At least so many that are merely there: without a health check, because each check costs 33 ms of CPU. */
  async fillUp(bystanders: number): Promise<void> {
    const missing = Array.from({ length: Math.max(0, bystanders - this.#bystanders) });
    this.#bystanders += missing.length;
    await inParallel(missing, SIDE_BY_SIDE, async () => {
      await this.#run({ Cmd: ['sleep', '1000000'] });
    });
  }

  /** New ones, each seen healthy. */
  async admit(life: Life, count: number): Promise<Patient[]> {
    const patients: Patient[] = [];
    await inParallel(Array.from({ length: count }), SIDE_BY_SIDE, async () => {
      patients.push(await this.#admitOne(life));
    });
    for (const { id } of patients) await this.#events.next(id, 'health_status: healthy');
    return patients;
  }

  async discharge(patients: readonly Patient[]): Promise<void> {
    await inParallel(patients, SIDE_BY_SIDE, ({ id }) => this.#remove(id));
  }

  async #admitOne(life: Life): Promise<Patient> {
    const folder = join(this.#folder, String(this.#count));
    mkdirSync(folder);
    const { id, name } = await this.#run({
      Cmd: ['sh', '-c', LIVES[life]],
      Healthcheck: { Test: ['CMD-SHELL', 'test -f /health/ok'], Interval: 1e9, Timeout: 5e9, Retries: 1 },
      HostConfig: { Binds: [`${folder}:/health`] },
    });
    return { id, name, makeSick: () => rmSync(join(folder, 'ok')) };
  }

  async #run(options: Dockerode.ContainerCreateOptions): Promise<{ id: string; name: string }> {
    this.#signal.throwIfAborted();
    const name = `${this.label}-${this.#count++}`;
    const container = await this.#docker.createContainer({
      ...options,
      name,
      Image: IMAGE,
      Labels: { [this.label]: 'true' },
      HostConfig: { NetworkMode: 'none', ...options.HostConfig },
    });
    this.#ids.add(container.id);
    await container.start();
    return { id: container.id, name };
  }

  async #remove(id: string): Promise<void> {
    await this.#docker.getContainer(id).remove({ force: true, v: true });
    this.#ids.delete(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await inParallel([...this.#ids], SIDE_BY_SIDE, (id) => this.#remove(id));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
