import { createHash } from 'node:crypto';
import type { EventBook } from './event-book.ts';
import { mountsOf, type SimMount } from './mounts.ts';
import { SIM_DEFAULTS, SIM_IMAGE, SIM_IMAGE_ID, type SimSpec } from './spec.ts';
import type { Surroundings } from './surroundings.ts';
import type { Timers } from './timers.ts';

export type SimStatus = 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'removing';
export type SimHealth = 'none' | 'starting' | 'healthy' | 'unhealthy';

interface SimCheck {
  readonly Start: string;
  readonly End: string;
  readonly ExitCode: number;
  readonly Output: string;
}

const CHECKS_KEPT = 5;
const FIRST_DELAY_MS = 100;

interface SimParts {
  readonly events: EventBook;
  readonly timers: Timers;
  readonly surroundings: Surroundings;
  readonly onChange: () => void;
  readonly salt: number;
  readonly made?: Record<string, unknown>;
}

/** One container: its state, and what the engine and its own life do to it. What takes time stands in acts.ts. */
export class SimContainer {
  readonly id: string;
  readonly spec: SimSpec;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly imageId: string;
  readonly createdAt: number;
  readonly checks: SimCheck[] = [];
  readonly logs: { at: number; text: string }[] = [];
  /** Instants at which a restart was asked for, and at which one was finished. */
  readonly restartCalls: number[] = [];
  readonly restarts: number[] = [];
  readonly onLog = new Set<(line: { at: number; text: string }) => void>();
  /** Called when it ends, however. */
  readonly onEnd = new Set<() => void>();
  readonly mounts: readonly SimMount[];
  /** As given to `POST /containers/create`; inspect hands it out again. */
  readonly made: Readonly<Record<string, unknown>>;
  networks: Record<string, { Aliases?: string[] | null }> = {};
  restartPolicy: string;
  name: string;
  status: SimStatus = 'created';
  health: SimHealth = 'none';
  startedAt: number | undefined;
  finishedAt: number | undefined;
  exitCode = 0;
  oomKilled = false;
  failingStreak = 0;
  restartCount = 0;
  /** Restarts that it still takes; undefined: it is well. */
  sickFor: number | undefined;
  /** Changes with everything that list or inspect tell. */
  version = 0;
  busy: Promise<void> = Promise.resolve();
  readonly #events: EventBook;
  readonly #timers: Timers;
  readonly #onChange: () => void;
  readonly #surroundings: Surroundings;
  #life = 0;
  #stoppedByHand = false;

  constructor(spec: SimSpec, parts: SimParts) {
    this.spec = spec;
    this.id = createHash('sha256').update(`${spec.name} ${parts.salt}`).digest('hex');
    this.createdAt = parts.timers.now();
    this.name = spec.name;
    this.labels = spec.labels ?? {};
    this.image = spec.image ?? SIM_IMAGE;
    this.imageId = spec.imageId ?? SIM_IMAGE_ID;
    this.restartPolicy = spec.restartPolicy ?? 'no';
    this.made = parts.made ?? {};
    const { HostConfig, Volumes } = this.made as {
      HostConfig?: { Binds?: string[] };
      Volumes?: Record<string, object>;
    };
    this.mounts = mountsOf(this.id, HostConfig?.Binds, Volumes);
    this.#surroundings = parts.surroundings;
    this.#events = parts.events;
    this.#timers = parts.timers;
    this.#onChange = parts.onChange;
  }

  get hasCheck(): boolean {
    return this.spec.healthcheck !== false;
  }

  get isUp(): boolean {
    return this.status === 'running' || this.status === 'paused';
  }

  now(): number {
    return this.#timers.now();
  }

  tell(action: string, attributes: Record<string, string> = {}): void {
    this.#events.add(this, action, attributes);
  }

  changed(): void {
    this.version += 1;
    this.#onChange();
  }

  // What its own life does to it, at the word of the test.

  /** Unhealthy from now on, until so many restarts have been made. */
  sicken(cure = this.spec.cure ?? SIM_DEFAULTS.cure, output = 'connection refused\n'): void {
    this.sickFor = cure;
    if (this.status === 'running' && this.hasCheck) this.#check(output);
  }

  recover(): void {
    this.sickFor = undefined;
    if (this.status === 'running' && this.hasCheck) this.#check('');
  }

  crash(exitCode = 1): void {
    if (!this.isUp) return;
    this.end(exitCode);
    this.#engineRestarts();
  }

  oom(): void {
    if (!this.isUp) return;
    this.tell('oom');
    this.end(137, { oomKilled: true });
    this.#engineRestarts();
  }

  log(text: string): void {
    const line = { at: this.now(), text };
    this.logs.push(line);
    for (const listener of this.onLog) listener(line);
  }

  // What the engine does to it.

  /** A new life. `restarted`: by a restart, of which a sickness takes so many. */
  begin({ restarted = false } = {}): void {
    this.#life += 1;
    const life = this.#life;
    this.#stoppedByHand = false;
    if (restarted && this.sickFor !== undefined) {
      this.sickFor -= 1;
      if (this.sickFor <= 0) this.sickFor = undefined;
    }
    if (this.spec.wellInFirstLifeOnly && !this.#isFirst()) this.sickFor = Number.POSITIVE_INFINITY;
    this.status = 'running';
    this.startedAt = this.now();
    this.exitCode = 0;
    this.oomKilled = false;
    this.failingStreak = 0;
    this.health = this.hasCheck ? 'starting' : 'none';
    this.changed();
    this.tell('start');
    const { firstCheckMs = SIM_DEFAULTS.firstCheckMs, crashesAfterMs, crashExitCode = 1 } = this.spec;
    const inThisLife = (act: () => void) => () => {
      if (this.#life === life && this.status === 'running') act();
    };
    if (this.hasCheck) {
      this.#timers.after(
        firstCheckMs,
        inThisLife(() => this.#check(this.sickFor === undefined ? '' : 'connection refused\n')),
      );
    }
    if (crashesAfterMs !== undefined) {
      this.#timers.after(
        crashesAfterMs,
        inThisLife(() => this.crash(crashExitCode)),
      );
    }
  }

  end(exitCode: number, { oomKilled = false, byHand = false } = {}): void {
    this.#life += 1;
    this.#stoppedByHand = byHand;
    this.status = 'exited';
    this.finishedAt = this.now();
    this.exitCode = exitCode;
    this.oomKilled = oomKilled;
    this.changed();
    this.tell('die', { exitCode: String(exitCode) });
    for (const listener of this.onEnd) listener();
  }

  /** As after a start of the engine itself: what was up and has a policy comes up again. */
  revive(): void {
    if (this.status === 'exited' && this.restartPolicy !== 'no' && !this.#stoppedByHand) this.begin();
  }

  #isFirst(): boolean {
    const volume = this.mounts.find(({ Type }) => Type === 'volume')?.Name;
    return volume === undefined || this.#surroundings.firstOn(volume, this.id) === this.id;
  }

  #engineRestarts(): void {
    const policy = this.restartPolicy;
    const wanted = policy === 'always' || policy === 'unless-stopped' || (policy === 'on-failure' && this.exitCode > 0);
    if (!wanted) return;
    this.restartCount += 1;
    this.status = 'restarting';
    this.changed();
    const life = this.#life;
    this.#timers.after(Math.min(60_000, FIRST_DELAY_MS * 2 ** (this.restartCount - 1)), () => {
      if (this.#life === life && this.status === 'restarting') this.begin();
    });
  }

  #check(output: string): void {
    const sick = this.sickFor !== undefined;
    const at = new Date(this.now()).toISOString();
    this.checks.push({ Start: at, End: at, ExitCode: sick ? 1 : 0, Output: output });
    if (this.checks.length > CHECKS_KEPT) this.checks.shift();
    this.failingStreak = sick ? this.failingStreak + 1 : 0;
    const health = sick ? 'unhealthy' : 'healthy';
    const isNews = this.health !== health;
    this.health = health;
    this.changed();
    if (isNews) this.tell(`health_status: ${health}`);
  }
}
