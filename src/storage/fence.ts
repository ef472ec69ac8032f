import type { Change, Ledger } from '../incidents/ledger.ts';

/** Under which lead a change was made. */
export interface Fence {
  readonly host: string;
  readonly epoch: number;
}

/** A ledger that refuses whoever led before. */
export interface FencedLedger extends Ledger {
  /** The lead under which we write; undefined before the first. */
  readonly fence: Fence | undefined;
  /** Throws `not_leading` when a newer epoch than the fence's exists; by default the fence is ours. */
  record(changes: readonly Change[], fence?: Fence): Promise<void>;
  /** Takes in what a leader did that somebody else has followed since: the facts, not the state. */
  recordPast(changes: readonly Change[]): Promise<void>;
  /** After the last of them: ends the incidents that only that leader knew of. */
  closePast(): Promise<void>;
}
