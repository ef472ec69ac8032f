import type { Response } from 'express';
import { ParamedicError } from '../base/errors.ts';

export interface ProblemDetails {
  /** What to do about it. */
  cure?: string | undefined;
  /** Several things at once: each fault of a query, each reason for not being ready. */
  errors?: readonly { name: string; message: string }[];
}

/** An answer that is not what was asked for, as RFC 9457 tells it. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly details: ProblemDetails;

  constructor(status: number, title: string, detail: string, details: ProblemDetails = {}) {
    super(detail);
    this.status = status;
    this.title = title;
    this.details = details;
  }
}

/** What the rooms refuse, by the code of the refusal. */
const REFUSALS: Readonly<Record<string, readonly [status: number, title: string]>> = {
  ambiguous_id: [409, 'Ambiguous id'],
  incident_resolved: [409, 'Incident resolved'],
  no_such_incident: [404, 'No such incident'],
  no_such_silence: [404, 'No such silence'],
  no_such_escalation: [404, 'No such escalation'],
  no_such_approval: [404, 'No such approval'],
  escalation_over: [409, 'Escalation is over'],
  escalation_open: [409, 'Escalation is open'],
  nothing_left: [409, 'Nothing left to do'],
  group_busy: [409, 'Another one is open'],
  approval_decided: [409, 'Decided already'],
  approval_expired: [409, 'Too late'],
  bad_silence: [400, 'Bad silence'],
  bad_snooze: [400, 'Bad snooze'],
  empty_comment: [400, 'Empty comment'],
};

/** Whatever was thrown on the way to an answer. Texts of unforeseen errors stay inside. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ParamedicError && error.retryable) {
    return new Problem(503, 'Not available now', error.message, { cure: error.cure ?? 'Try again in a moment.' });
  }
  if (error instanceof ParamedicError) {
    const [status, title] = REFUSALS[error.code] ?? [];
    if (status !== undefined && title !== undefined)
      return new Problem(status, title, error.message, { cure: error.cure });
  }
  const status = clientErrorStatus(error);
  if (status === 413) return new Problem(413, 'Too large', 'The body is larger than what is taken here.');
  if (status !== undefined)
    return new Problem(status, 'Bad request', 'The request cannot be read: not valid JSON or URL.');
  return new Problem(500, 'Internal error', 'This is a fault of Paramedic; its log tells more.');
}

/** express and its body parser throw errors that carry a status. */
function clientErrorStatus(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

export function sendProblem(response: Response, problem: Problem): void {
  const { status, title, message: detail, details } = problem;
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, ...details });
  response.status(status).set('content-type', 'application/problem+json').end(body);
}
