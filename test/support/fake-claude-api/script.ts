/** What the made-up model answers to one request. */
export type Reply =
  | { readonly kind: 'say'; readonly text: string }
  /** Tools it wants to use, after some words; `StructuredOutput` is how it reports. */
  | { readonly kind: 'use'; readonly calls: readonly ToolUse[]; readonly text?: string }
  | { readonly kind: 'error'; readonly status: number; readonly type: string; readonly retryAfter?: number }
  /** Nothing, for ever. */
  | { readonly kind: 'hang' }
  /** The beginning of an answer, then the connection is cut. */
  | { readonly kind: 'cut' };

interface ToolUse {
  readonly name: string;
  readonly input: unknown;
}

/** A request of Claude Code, as far as scripts and tests look at it. */
export interface MessagesRequest {
  readonly model: string;
  readonly system: unknown;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly { readonly name: string }[];
  readonly max_tokens: number;
}

/**
 * `turn`: how often the model has spoken in this conversation, so a request that is sent again gets the same answer;
 * `attempt`: how often this very turn was asked for, from 1.
 */
export type Script = (turn: number, attempt: number, request: MessagesRequest) => Reply;

export const say = (text: string): Reply => ({ kind: 'say', text });
export const use = (name: string, input: unknown): Reply => ({ kind: 'use', calls: [{ name, input }] });
export const bash = (command: string): Reply => use('Bash', { command, description: 'As the script says' });

/** A report that fits the schema. */
export const REPORT = {
  root_cause: 'The port in app.conf was not a number.',
  confidence: 'high',
  actions: ['Corrected the port.'],
  files_changed: ['app.conf'],
  follow_up: [],
};
export const report = (given: unknown = REPORT): Reply => use('StructuredOutput', given);

/** Turn by turn; what comes after the last step is the last step again. */
export const steps =
  (...replies: readonly Reply[]): Script =>
  (turn) =>
    replies[Math.min(turn, replies.length - 1)] ?? say('Nothing more to do.');

/** Texts of the tool results in a request, the oldest first: what the model was told about its calls. */
export function toolResults(request: MessagesRequest): { text: string; failed: boolean }[] {
  return request.messages.flatMap(({ content }) =>
    Array.isArray(content)
      ? content
          .filter(
            (block): block is { type: string; content: unknown; is_error?: boolean } => block?.type === 'tool_result',
          )
          .map((block) => ({ text: textOf(block.content), failed: block.is_error === true }))
      : [],
  );
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((block) => (typeof block?.text === 'string' ? block.text : '')).join('');
}
