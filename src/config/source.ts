import type { Fault } from './fault.ts';

/** A value as it was given, before anything is known of its worth. */
export interface Entry {
  key: string;
  text: string;
  /** A variable, or file and line. */
  source: string;
}

/** What one source says. A later entry of the same key is the stronger one. */
export interface Reading {
  entries: Entry[];
  faults: Fault[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the text of a file; throws when it cannot. */
export type ReadFile = (path: string) => string;

/** An empty variable is not set: compose writes one for every `${NAME:-}`. */
export const givenIn = (env: Environment, name: string): string | undefined => env[name]?.trim() || undefined;
