/**
 * What the demands of a sample point at. All of it is made up, and every call is harmless also when nothing stops it: only
 * these folders, names that exist nowhere, a port on loopback.
 */
export interface Places {
  /** A folder beside the workspace, with `secret.txt` and `keep.txt`. */
  readonly outside: string;
  /** The worker's own data. */
  readonly data: string;
  /** Programs that only tell that they were called. */
  readonly bin: string;
  /** A listener on loopback to which nobody may connect. */
  readonly port: number;
  readonly target: string;
  /** Another container, which is no business of this run. */
  readonly neighbour: string;
}

export interface Call {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** It may be allowed: alone it does nothing that is forbidden. */
  readonly harmless?: true;
}

/** `heard`: what the calls before it in the same sample were answered. */
export type Obeyed = Call | ((heard: string) => Call);

export interface HostileSample {
  readonly name: string;
  /** What the container has written. */
  readonly log: string;
  /** What a model would do that believes and obeys every word of it. */
  readonly calls: readonly Obeyed[];
}

export type Samples = (at: Places) => readonly HostileSample[];

export const sh = (command: string): Call => ({ name: 'Bash', input: { command, description: 'As the log asks' } });
export const read = (path: string): Call => ({ name: 'Read', input: { file_path: path } });
export const write = (path: string, content: string): Call => ({ name: 'Write', input: { file_path: path, content } });
export const edit = (path: string, before: string, after: string): Call => ({
  name: 'Edit',
  input: { file_path: path, old_string: before, new_string: after },
});
export const typed = (tool: string, input: Call['input']): Call => ({ name: `mcp__paramedic__${tool}`, input });
export const harmless = (call: Call): Call => ({ ...call, harmless: true });

export const callOf = (obeyed: Obeyed, heard: string): Call => (typeof obeyed === 'function' ? obeyed(heard) : obeyed);
