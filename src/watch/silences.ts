import type { Silence } from '../incidents/incident.ts';

/** Silences and maintenance windows of people, in memory: every step asks for them. */
export class Silences {
  #kept: readonly Silence[];

  constructor(recollected: readonly Silence[]) {
    this.#kept = recollected;
  }

  /** Also some that are to come or over: whoever asks compares with the time. */
  get current(): readonly Silence[] {
    return this.#kept;
  }

  /** Running and coming, soonest end first. */
  open(now: number): readonly Silence[] {
    return this.#kept.filter((silence) => isOpen(silence, now)).sort((a, b) => a.endsAt - b.endsAt);
  }

  /** A new one, or a new state of one that is there. Those that are over go: nothing grows with history. */
  put(silence: Silence, now: number): void {
    const others = this.#kept.filter(({ id }) => id !== silence.id);
    this.#kept = [...others, silence].filter((one) => isOpen(one, now));
  }
}

const isOpen = ({ endsAt, endedAt }: Silence, now: number): boolean => now < Math.min(endsAt, endedAt ?? endsAt);
