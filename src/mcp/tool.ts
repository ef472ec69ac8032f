import type { z } from 'zod';
import type { Caller, McpDeps } from './backend.ts';

export interface ToolWords {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Changes nothing, neither in a container nor on the record. */
  readonly reads: boolean;
  /** May end or replace something that runs. */
  readonly destructive: boolean;
}

export interface Tool extends ToolWords {
  readonly input: z.ZodObject;
  /** Throws ParamedicError for what is not done. */
  run(given: Readonly<Record<string, unknown>>, session: Session): Promise<string>;
}

export interface Session {
  readonly deps: McpDeps;
  readonly caller: Caller;
}

/** One container: the same name may be there on every host. */
export interface Place {
  readonly target: string;
  readonly host: string;
}

/** `given` has been checked against `input` by whoever calls. */
export const defineTool = <I extends z.ZodObject>(
  words: ToolWords,
  input: I,
  run: (given: z.output<I>, session: Session) => Promise<string>,
): Tool => ({ ...words, input, run: (given, session) => run(given as z.output<I>, session) });

export const reading = { reads: true, destructive: false } as const;
export const noting = { reads: false, destructive: false } as const;
export const acting = { reads: false, destructive: true } as const;
