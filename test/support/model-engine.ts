import type { Clock } from '../../src/base/clock.ts';
import { ParamedicError } from '../../src/base/errors.ts';
import type { Container } from '../../src/containers/container.ts';
import type { EngineAction, EngineEvent } from '../../src/containers/event.ts';
import type { Census } from '../../src/containers/ports.ts';
import { targetOf } from '../../src/containers/target.ts';
import { container, event } from './charts.ts';

/** How late questions reach the engine, and its answers and events reach us, in ms; drawn anew for each. */
export interface Lateness {
  readonly question: () => number;
  readonly answer: () => number;
  readonly event: () => number;
}

const MOMENT_MS = 30;
const WELL_AFTER_MS = 2_000;
const SICK_AFTER_MS = 5_000;

interface Kept {
  now: Container;
  /** Restarts that its sickness still takes; 0: it is well. */
  sickFor: number;
}

/**
 * An engine of containers of one compose project, in the order of events of a real one. What it answers was so at some moment
 * between question and answer; events keep their order. Its image `bad` never gets well; the service `api` is
 * restarted by it after a crash.
 */
export class ModelEngine implements Census {
  readonly #clock: Clock;
  readonly #late: Lateness;
  readonly #there = new Map<string, Kept>();
  readonly #tell: (event: EngineEvent) => void;
  #made = 0;
  #toldBy = 0;
  #telling: Promise<void> = Promise.resolve();
  /** What happens now nobody is told of, now or later. */
  losing = false;

  constructor(clock: Clock, late: Lateness, tell: (event: EngineEvent) => void) {
    this.#clock = clock;
    this.#late = late;
    this.#tell = tell;
  }

  async list(): Promise<Container[]> {
    return this.#answer(() => [...this.#there.values()].map(({ now }) => now));
  }

  async inspect(id: string): Promise<Container | undefined> {
    return this.#answer(() => this.#there.get(id)?.now);
  }

  async #answer<T>(look: () => T): Promise<T> {
    const [there, back] = [this.#late.question(), this.#late.answer()];
    if (there > 0) await this.#clock.sleep(there);
    const answer = look();
    if (back > 0) await this.#clock.sleep(back);
    return answer;
  }

  /** The container of this service, if there is one. */
  of(service: string): Container | undefined {
    return this.#kept(service)?.now;
  }

  #kept(service: string): Kept | undefined {
    return [...this.#there.values()].findLast(({ now }) => now.name === `shop-${service}-1`);
  }

  /** `docker run`. */
  run(service: string, image: string): void {
    this.#begin(this.#make(service, image));
  }

  #make(service: string, image: string): Kept {
    const at = this.#clock.now();
    const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': service };
    const name = `shop-${service}-1`;
    this.#made += 1;
    const made = container({
      ...{ id: `${service}${this.#made}`.padEnd(64, '0'), name, labels, target: targetOf(name, labels) },
      ...{ image, imageId: `sha256:${image}`, createdAt: at, state: 'created', health: 'none', startedAt: undefined },
      restartPolicy: service === 'api' ? 'always' : 'no',
    });
    const it = { now: made, sickFor: image === 'bad' ? Number.POSITIVE_INFINITY : 0 };
    this.#there.set(made.id, it);
    this.#event(it, 'create');
    return it;
  }

  start(service: string): void {
    const it = this.#kept(service);
    if (it !== undefined && it.now.state !== 'running' && it.now.state !== 'paused') this.#begin(it);
  }

  /** `docker stop`. */
  async stop(service: string, exitCode: number): Promise<void> {
    const it = this.#kept(service);
    if (it !== undefined && isUp(it)) await this.#stop(it, exitCode);
  }

  /** `docker restart`, by whomever. */
  async restart(id: string, exitCode = 0): Promise<void> {
    const it = this.#there.get(id);
    if (it === undefined) throw new ParamedicError('container_gone', `no container ${id}`);
    if (isUp(it)) await this.#stop(it, exitCode);
    await this.#clock.sleep(MOMENT_MS);
    if (!this.#there.has(id)) throw new ParamedicError('container_gone', `no container ${id}`);
    it.sickFor = Math.max(0, it.sickFor - 1);
    this.#begin(it);
    this.#event(it, 'restart');
  }

  /** `docker kill`. */
  kill(service: string): void {
    const it = this.#kept(service);
    if (it === undefined || !isUp(it)) return;
    this.#event(it, 'kill', { signal: 9 });
    this.#end(it, 137);
  }

  /** `docker rm -f`. */
  remove(service: string): void {
    const it = this.#kept(service);
    if (it === undefined) return;
    this.kill(service);
    this.#there.delete(it.now.id);
    this.#event(it, 'destroy');
  }

  crash(service: string, exitCode: number): void {
    const it = this.#kept(service);
    if (it === undefined || !isUp(it)) return;
    const { id, restartCount, restartPolicy } = it.now;
    const isRestarted = restartPolicy === 'always';
    if (isRestarted) it.now = { ...it.now, restartCount: restartCount + 1 };
    this.#end(it, exitCode, isRestarted ? 'restarting' : 'exited');
    if (!isRestarted) return;
    void this.#clock.sleep(100).then(() => {
      if (it.now.state === 'restarting' && this.#there.has(id)) this.#begin(it);
    });
  }

  /** `compose up` with another image: made beside the old one, which is stopped and removed. */
  async recreate(service: string, image: string): Promise<void> {
    const old = this.#kept(service);
    if (old === undefined) {
      this.run(service, image);
      return;
    }
    const made = this.#make(service, image);
    await this.#clock.sleep(MOMENT_MS);
    if (isUp(old)) await this.#stop(old, 0);
    this.#there.delete(old.now.id);
    this.#event(old, 'destroy');
    await this.#clock.sleep(MOMENT_MS);
    this.#begin(made);
  }

  oom(service: string): void {
    const it = this.#kept(service);
    if (it === undefined || !isUp(it)) return;
    this.#event(it, 'oom');
    it.now = { ...it.now, oomKilled: true };
    this.#end(it, 137);
  }

  /** Unhealthy, until it was restarted so often. */
  sicken(service: string, restarts: number): void {
    const it = this.#kept(service);
    if (it === undefined || it.now.state !== 'running') return;
    it.sickFor = restarts;
    this.#health(it, 'unhealthy');
  }

  recover(service: string): void {
    const it = this.#kept(service);
    if (it === undefined || it.now.state !== 'running') return;
    it.sickFor = 0;
    this.#health(it, 'healthy');
  }

  pause(service: string, paused: boolean): void {
    const it = this.#kept(service);
    if (it?.now.state !== (paused ? 'running' : 'paused')) return;
    it.now = { ...it.now, state: paused ? 'paused' : 'running', health: paused ? 'none' : 'starting' };
    this.#event(it, paused ? 'pause' : 'unpause');
    if (!paused) this.#health(it, it.sickFor > 0 ? 'unhealthy' : 'healthy');
  }

  async #stop(it: Kept, exitCode: number): Promise<void> {
    this.#event(it, 'kill', { signal: 15 });
    await this.#clock.sleep(MOMENT_MS);
    if (isUp(it)) this.#end(it, exitCode);
    await this.#clock.sleep(MOMENT_MS);
    this.#event(it, 'stop');
  }

  #begin(it: Kept): void {
    const startedAt = this.#clock.now();
    const fresh = { exitCode: undefined, oomKilled: false, state: 'running', health: 'starting' } as const;
    it.now = { ...it.now, ...fresh, startedAt };
    this.#event(it, 'start');
    void this.#clock.sleep(it.sickFor > 0 ? SICK_AFTER_MS : WELL_AFTER_MS).then(() => {
      if (it.now.startedAt !== startedAt || it.now.state !== 'running' || it.now.health !== 'starting') return;
      if (this.#there.has(it.now.id)) this.#health(it, it.sickFor > 0 ? 'unhealthy' : 'healthy');
    });
  }

  #end(it: Kept, exitCode: number, state: 'exited' | 'restarting' = 'exited'): void {
    it.now = { ...it.now, state, health: 'none', exitCode, finishedAt: this.#clock.now() };
    this.#event(it, 'die', { exitCode });
  }

  #health(it: Kept, health: 'healthy' | 'unhealthy'): void {
    if (it.now.health === health) return;
    it.now = { ...it.now, health };
    this.#event(it, 'health_status', { health });
  }

  #event(
    { now: { id, name, target, image, labels } }: Kept,
    action: EngineAction,
    part: Partial<EngineEvent> = {},
  ): void {
    const at = this.#clock.now();
    const told = event(action, at, { ...{ id, name, target, image, labels }, ...part });
    if (this.losing) return;
    this.#toldBy = Math.max(this.#toldBy, at + this.#late.event());
    const wait = this.#toldBy - at;
    if (wait === 0) {
      this.#tell(told);
      return;
    }
    const arrived = this.#clock.sleep(wait);
    this.#telling = this.#telling.then(() => arrived).then(() => this.#tell(told));
  }
}

const isUp = ({ now: { state } }: Kept): boolean => state === 'running' || state === 'paused';
