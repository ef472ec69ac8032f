/** A worker as it last told of itself. */
export interface WorkerSighting {
  readonly name: string;
  readonly host: string;
  readonly seenAt: number;
  /** Claude Code and a key are there; `reason` says why not. */
  readonly able: boolean;
  readonly reason: string;
}

/** One that has told nothing for longer is not counted on. */
export const SEEN_LATELY_MS = 120_000;

export const isSeenLately = ({ seenAt }: WorkerSighting, now: number): boolean => now - seenAt <= SEEN_LATELY_MS;
