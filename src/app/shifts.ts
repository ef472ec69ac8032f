import type { Service } from '../base/service.ts';
import { type Clearance, clearanceOf, type Leadership } from '../leadership/leadership.ts';
import type { Monitor } from '../watch/monitor.ts';

/** One time of leading. */
export interface Turn {
  readonly epoch: number;
  readonly isAbandoned: boolean;
  /** Resolves when everything runs; to nothing when it was ended before. */
  begin(): Promise<Monitor | undefined>;
  /** From this moment on nothing of it reaches the record or a container. */
  abandon(): void;
  end(): Promise<void>;
}

export interface ShiftsDeps {
  readonly leadership: () => Leadership;
  readonly make: (epoch: number, clearance: () => Clearance) => Turn;
  /** Called with what watches now; undefined when a shift is over. */
  readonly onMonitor: (monitor: Monitor | undefined) => void;
  /** A shift cannot begin, and trying again would not help. */
  readonly onBroken: (error: unknown) => void;
}

/** Follows the leadership: one shift for each time of leading, and the next one only after the last is ended. */
export class Shifts implements Service {
  readonly name = 'shifts';
  readonly #deps: ShiftsDeps;
  #wanted: number | undefined;
  #shift: Turn | undefined;
  #isSettling = false;
  #settled: Promise<void> = Promise.resolve();

  constructor(deps: ShiftsDeps) {
    this.#deps = deps;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    this.#wanted = undefined;
    this.#settle();
    // A shift that is beginning would otherwise begin to its end first.
    await Promise.all([this.#shift?.end(), this.#settled]);
  }

  /** Returns at once; whoever does not lead any more lays no hand on anything from here on. */
  follow(state: Leadership): void {
    this.#wanted = state.kind === 'standby' ? undefined : state.epoch;
    if (this.#shift !== undefined && this.#shift.epoch !== this.#wanted) this.#shift.abandon();
    this.#settle();
  }

  #settle(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    this.#settled = this.#untilSettled();
  }

  async #untilSettled(): Promise<void> {
    // An abandoned shift is over, also when the lead has come back to its epoch meanwhile.
    while (this.#shift?.epoch !== this.#wanted || this.#shift?.isAbandoned) {
      if (this.#shift !== undefined) await this.#end(this.#shift);
      else if (this.#wanted !== undefined) await this.#begin(this.#wanted);
    }
    // In the same breath as the check: whoever comes later settles anew.
    this.#isSettling = false;
  }

  async #begin(epoch: number): Promise<void> {
    const shift = this.#deps.make(epoch, () => this.#clearance(epoch));
    this.#shift = shift;
    try {
      const monitor = await shift.begin();
      if (monitor !== undefined) this.#deps.onMonitor(monitor);
    } catch (error) {
      if (this.#wanted === epoch) this.#wanted = undefined;
      this.#deps.onBroken(error);
    }
  }

  async #end(shift: Turn): Promise<void> {
    await shift.end();
    this.#shift = undefined;
    this.#deps.onMonitor(undefined);
  }

  #clearance(epoch: number): Clearance {
    const state = this.#deps.leadership();
    return state.kind !== 'standby' && state.epoch === epoch ? clearanceOf(state) : 'refuse';
  }
}
