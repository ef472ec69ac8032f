/** Every error a person can meet: what happened, why, and the cure; `retryable` says whether trying again can help. */
export class ParamedicError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly cure: string | undefined;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; cure?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ParamedicError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.cure = options.cure;
  }
}

/** The message of anything thrown, on one line, capped: thrown values may carry text from containers. */
export function messageOf(error: unknown, maxLength = 500): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
