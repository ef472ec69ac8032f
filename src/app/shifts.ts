import type { Service } from '../base/service.ts';
import { type Clearance, clearanceOf, type Leadership } from '../leadership/leadership.ts';
import type { Monitor } from '../watch/monitor.ts';
import { Shift, type ShiftParts } from './shift.ts';

export interface ShiftsDeps extends ShiftParts {
  readonly leadership: () => Leadership;
  /** Called with what watches now; undefined when a shift is over. */
  readonly onMonitor: (monitor: Monitor | undefined) => void;
  /** A shift cannot begin, and trying again would not help. */
  readonly onBroken: (error: unknown) => void;
}

/** Follows the leadership: one shift per epoch, and the next one only after the last is ended. */
export class Shifts implements Service {
  readonly name = 'shifts';
  readonly #deps: ShiftsDeps;
  #wanted: number | undefined;
  #shift: Shift | undefined;
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
    while (this.#shift?.epoch !== this.#wanted) {
      if (this.#shift !== undefined) await this.#end(this.#shift);
      else if (this.#wanted !== undefined) await this.#begin(this.#wanted);
    }
    // In the same breath as the check: whoever comes later settles anew.
    this.#isSettling = false;
  }

  async #begin(epoch: number): Promise<void> {
    const shift = new Shift(this.#deps, epoch, () => this.#clearance(epoch));
    this.#shift = shift;
    try {
      const monitor = await shift.begin();
      if (monitor !== undefined) this.#deps.onMonitor(monitor);
    } catch (error) {
      if (this.#wanted === epoch) this.#wanted = undefined;
      this.#deps.onBroken(error);
    }
  }

  async #end(shift: Shift): Promise<void> {
    await shift.end();
    this.#shift = undefined;
    this.#deps.onMonitor(undefined);
  }

  #clearance(epoch: number): Clearance {
    const state = this.#deps.leadership();
    return state.kind !== 'standby' && state.epoch === epoch ? clearanceOf(state) : 'refuse';
  }
}
