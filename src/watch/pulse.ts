import type { Surroundings } from '../healing/policy.ts';
import type { Roster } from './roster.ts';

/** The state of the world around all targets, and the host's budget of restarts. */
export class Pulse {
  readonly #roster: Roster;
  readonly #mode: 'heal' | 'shadow';
  readonly startedAt: number;
  #hostAttempts: number[];
  engineReachable = false;
  resyncing = false;
  /** Since when events arrive without a gap. */
  watchedSince: number;

  constructor(options: {
    roster: Roster;
    mode: 'heal' | 'shadow';
    startedAt: number;
    hostAttempts: readonly number[];
  }) {
    this.#roster = options.roster;
    this.#mode = options.mode;
    this.startedAt = options.startedAt;
    this.watchedSince = options.startedAt;
    this.#hostAttempts = [...options.hostAttempts];
  }

  /** Taken when it is decided, before it is recorded: two targets must not both take the last one. */
  reserve(at: number, windowMs: number): () => void {
    this.#hostAttempts = this.#hostAttempts.filter((old) => old > at - windowMs);
    this.#hostAttempts.push(at);
    return () => this.giveBack(at);
  }

  /** What was intended then was not done. */
  giveBack(at: number): void {
    const index = this.#hostAttempts.lastIndexOf(at);
    if (index >= 0) this.#hostAttempts.splice(index, 1);
  }

  /** How many are sick, of how many that should be up. */
  census(): { sick: number; watched: number } {
    return { sick: this.#roster.sick, watched: this.#roster.expected };
  }

  surroundings(): Surroundings {
    return {
      mode: this.#mode,
      startedAt: this.startedAt,
      engineReachable: this.engineReachable,
      resyncing: this.resyncing,
      hostAttempts: this.#hostAttempts,
      ...this.census(),
    };
  }
}
