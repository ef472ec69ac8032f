/** A tool call as Claude Code wants to make it; the input is whatever the model wrote. */
export interface ToolCall {
  readonly tool: string;
  readonly input: unknown;
  /**
   * Where the paths named in the input really lead (links resolved, as far as the path exists), by the path as written;
   * undefined for one that could not be resolved. Filled in by the shell around the gate.
   */
  readonly resolved: ReadonlyMap<string, string | undefined>;
  /**
   * What the files that `textsOf` names hold now, by the path as written: '' for one that is not there, undefined for one
   * that could not be read. Filled in by the shell around the gate; without it such a change is asked for.
   */
  readonly before?: ReadonlyMap<string, string | undefined>;
}

/** Within what one run may act. Paths absolute, links resolved. */
export interface GateScope {
  /** The worktree: read and written freely, but for what the rules protect. Undefined: there is none, nothing is written. */
  readonly workspace: string | undefined;
  /** The briefing's folder: read only. */
  readonly briefing: string;
  /** Targets of the escalation's incidents: the typed tools serve these only. */
  readonly targets: readonly string[];
  /** More commands that an operator allows, each a list of words that a command must begin with. */
  readonly allowedCommands: readonly (readonly string[])[];
}

export type GateDecision =
  | { readonly kind: 'allow'; readonly rule: string }
  /** `message`: for the model; what is not allowed and what is, never how to get around it. */
  | { readonly kind: 'deny'; readonly reason: string; readonly message: string }
  /** A person decides; `reason` names the rule. */
  | { readonly kind: 'ask'; readonly reason: string; readonly message: string };
