import type { Flip, Incident, Remediation, Silence } from '../incidents/incident.ts';

/** What is on record of a span of time. Everything oldest first. */
export interface History {
  readonly since: number;
  readonly until: number;
  /** Changes of verdict in the span, and of every target the last one before it. */
  readonly flips: readonly Flip[];
  /** Attempts intended in the span. */
  readonly remediations: readonly Remediation[];
  /** Opened in the span. */
  readonly incidents: readonly Pick<Incident, 'id' | 'timestamp' | 'target' | 'host' | 'type'>[];
  /** Refusals to heal in the span, as they stand in the stories of incidents. */
  readonly refusals: readonly Refusal[];
  readonly silences: readonly Silence[];
  /** How many targets each host has. */
  readonly watched: Readonly<Record<string, number>>;
}

interface Refusal {
  readonly host: string;
  readonly target: string;
  readonly reason: string;
  readonly count: number;
}

export interface HistoryReader {
  /** Throws `too_much_history` when the span holds more than can be replayed at once. */
  read(since: number, until: number): Promise<History>;
}
