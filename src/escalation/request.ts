/** What a worker may ask of the monitor of a host; only monitors touch containers. */
const REQUEST_TOOLS = ['logs', 'inspect', 'stats', 'restart', 'playbook'] as const;

export type RequestTool = (typeof REQUEST_TOOLS)[number];

/** Those that change something. */
export const ACTING_TOOLS: readonly RequestTool[] = ['restart', 'playbook'];

export interface NewRequest {
  readonly id: string;
  readonly host: string;
  readonly target: string;
  /** Undefined: asked by a person or an interactive session, not by a run. */
  readonly escalationId: string | undefined;
  readonly askedBy: string;
  readonly tool: RequestTool;
  /** logs: {lines, grep?}; the others: {}. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly askedAt: number;
  /** Nobody begins it after that. */
  readonly expiresAt: number;
}

/** `text`: for the model; hostile, redacted, capped at 32 KiB. */
export type RequestAnswer =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'failed' | 'refused' | 'expired'; readonly reason: string };
