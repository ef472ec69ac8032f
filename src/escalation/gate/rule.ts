import type { Reason } from './reasons.ts';

/**
 * What arguments stand for. `files` are read, of `names` only name and size are told, `pattern` is one of text before files, `search` one before
 * revisions,
 * `script` the lines that sed prints before files; `revisions` are revisions and paths of git, `changes` paths that a command
 * changes, `removals` files that it takes away, `stage` paths whose change is taken into a commit; `here` is the workspace itself,
 * `tests` a path and tests of find.
 */
type Operands =
  | 'none'
  | 'text'
  | 'files'
  | 'names'
  | 'pattern'
  | 'search'
  | 'script'
  | 'format'
  | 'here'
  | 'tests'
  | 'revisions'
  | 'changes'
  | 'removals'
  | 'stage';

export interface ProgramRule {
  /**
   * `-n` a flag, `-#` a number as in -20, `-A:count` with a value, attached or as the next word, `--max=count` only attached.
   * Only options whose value is required by the program may have `:`, else program and gate could read the words differently.
   * `*`: all words are text.
   */
  readonly options: string;
  readonly operands: Operands;
  /** At least and at most so many arguments. */
  readonly count?: readonly [number, number?];
  /** Reads text from a pipe; in front of a pipe it needs a file. */
  readonly pipe?: true;
  readonly globs?: true;
  /** One of these options must be there. */
  readonly needs?: string;
  /** The arguments must follow a `--`. */
  readonly afterDashes?: true;
  /** Allowed only by a person. */
  readonly ask?: Reason;
}

export interface Protection {
  /** Names with wildcards, case ignored, of a file or a folder anywhere in the path; `a/b` are neighbours. */
  readonly names: string;
  readonly except?: string;
  readonly read?: Reason;
  readonly write: Reason;
}

/** `list` tells names, `search` shows what is in files; `free` touches nothing. */
type ToolUse = 'bash' | 'read' | 'list' | 'search' | 'write' | 'free';
export interface ToolRule {
  readonly use: ToolUse;
  /** `name:type`, `?` if it may be missing; of the type `path` are those that are judged. Any other field is refused. */
  readonly fields: string;
}
