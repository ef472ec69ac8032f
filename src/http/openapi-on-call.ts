import { APPROVAL_STATUSES } from '../escalation/approval.ts';
import { ESCALATION_REASONS, ESCALATION_STATUSES } from '../escalation/escalation.ts';
import { RUN_OUTCOMES } from '../escalation/run.ts';
import { SEVERITIES } from '../incidents/incident.ts';
import { bodySchema } from './body-schema.ts';
import { onCallBody } from './escalation-routes.ts';
import { change, get, inPath, inQuery, json, type Node, pageSize, problem } from './openapi-operation.ts';
import { count, free, instant, list, number, object, oneOf, page, ref, text } from './openapi-schema.ts';

const id = inPath('id', 'UUID, or a unique beginning of at least 8 characters.');
const before = inQuery('before', '`next` of the page before, or any instant.', instant);
const away = { '400': problem('A parameter is not what it should be'), '503': problem('Postgres is away') };
const noSuch = {
  '400': problem('Not an id'),
  '404': problem('There is none'),
  '409': problem('More than one id begins like this'),
  '503': problem('Postgres is away'),
};

const order = (summary: string, answer: string, conflict: string): Node => ({
  post: change({
    summary,
    body: 'OnCallBody',
    answer,
    parameters: [id],
    others: { '404': problem('There is none'), '409': problem(conflict) },
  }),
});

export const ON_CALL_PATHS: Readonly<Record<string, Node>> = {
  '/api/escalations': get({
    summary: 'What is or was on the queue for Claude Code, newest first',
    content: json('EscalationPage'),
    parameters: [
      inQuery('status', '`open`: whatever is not over.', oneOf([...ESCALATION_STATUSES, 'open'])),
      inQuery('target', 'Only those that are about this container.', text),
      inQuery('incident', 'Only those that are about this incident.', { ...text, format: 'uuid' }),
      pageSize(200, 50),
      before,
    ],
    others: away,
  }),
  '/api/escalations/{id}': get({
    summary: 'The whole story of one escalation',
    content: json('EscalationStory'),
    parameters: [id],
    others: noSuch,
  }),
  '/api/escalations/{id}/prompt': get({
    summary: 'The briefing for an interactive Claude Code, with the evidence quoted at its end',
    content: { 'text/markdown': { schema: text } },
    parameters: [id],
    others: noSuch,
  }),
  '/api/escalations/{id}/cancel': order(
    'End it: at once while it is queued, else its worker ends it',
    'Escalation',
    'It is over, or more than one id begins like this',
  ),
  '/api/escalations/{id}/retry': order(
    'Queue anew what is left of one that is over; the answer is the new one',
    'Escalation',
    'It is open, nothing is left of it, or another one of its project is open',
  ),
  '/api/approvals': get({
    summary: 'What Claude Code asked for and may not do unasked, newest first',
    content: json('ApprovalPage'),
    parameters: [inQuery('status', 'Only these.', oneOf(APPROVAL_STATUSES)), pageSize(200, 50), before],
    others: away,
  }),
  '/api/approvals/{id}/approve': order('Let that very call happen', 'Approval', 'It is decided, or it is too late'),
  '/api/approvals/{id}/deny': order('Say no', 'Approval', 'It is decided, or it is too late'),
  '/mcp': {
    post: change({
      summary:
        'MCP over streamable HTTP, one message an answer. The header `X-Paramedic-Name` says who the session is. While no token is set, tools that only read answer on loopback without one',
      body: 'McpMessage',
      answer: 'McpMessage',
      others: {
        '202': { description: 'A notification was taken' },
        '403': problem('A web page of another origin asks'),
      },
    }),
  },
};

const tokens = object({ input: count, output: count, cacheRead: count, cacheWrite: count });
const claimed = { ...text, description: 'A claim of Claude Code: untrusted, and never the outcome.' };

export const ON_CALL_SCHEMAS: Readonly<Record<string, Node>> = {
  OnCallBody: bodySchema(onCallBody),
  McpMessage: { description: 'JSON-RPC 2.0, as the Model Context Protocol says.', ...free },
  Escalation: object({
    id: text,
    incidentId: text,
    host: text,
    target: text,
    groupKey: { ...text, description: 'One open escalation per host and group: compose project, else the target.' },
    'project?': text,
    'workspace?': text,
    severity: oneOf(SEVERITIES),
    reason: oneOf(ESCALATION_REASONS),
    status: oneOf(ESCALATION_STATUSES),
    createdAt: instant,
    readyAt: { ...instant, description: 'Related incidents join until then.' },
    expiresAt: instant,
    attempts: count,
    fence: { ...count, description: 'Grows with each claim.' },
    'claimedBy?': { ...text, description: 'A worker, or `mcp:NAME` for an interactive session.' },
    'claimedAt?': instant,
    'leaseUntil?': instant,
    'actedAt?': { ...instant, description: 'The last act that may have changed a target.' },
    'cancelReason?': text,
    'sessionId?': text,
    'turns?': count,
    'costUsd?': number,
    'durationMs?': number,
    'tokens?': tokens,
    denials: list(object({ tool: text, reason: text })),
    'summary?': claimed,
    'report?': object({
      rootCause: claimed,
      confidence: oneOf(['low', 'medium', 'high']),
      actions: list(text),
      filesChanged: list(text),
      followUp: list(text),
    }),
    'diagnosis?': free,
    commits: list(object({ hash: text, subject: text })),
    'diffStat?': object({ files: count, insertions: count, deletions: count }),
    'branch?': text,
    'transcript?': { ...text, description: "Path in the worker's data folder." },
    'outcomeReason?': text,
    'finishedAt?': instant,
  }),
  EscalationStory: object({
    escalation: ref('Escalation'),
    incidents: list(ref('Incident')),
    timeline: list(object({ id: text, incidentId: text, timestamp: instant, kind: text, reason: text, detail: free })),
    remediations: list(
      object({
        ...{ id: text, incidentId: text, attempt: count, action: text, 'outcome?': text, 'error?': text, detail: free },
        ...{ 'askedBy?': text, intendedAt: instant, 'finishedAt?': instant },
      }),
    ),
    runs: list(ref('Run')),
    approvals: list(ref('Approval')),
  }),
  Run: object({
    id: text,
    escalationId: text,
    attempt: count,
    worker: text,
    workerHost: text,
    startedAt: instant,
    'pid?': count,
    'pidStarted?': count,
    'sessionId?': text,
    'workspace?': text,
    'firstEventMs?': number,
    'endedAt?': instant,
    'outcome?': oneOf(RUN_OUTCOMES),
    'error?': text,
    turns: count,
    costUsd: number,
    'tokens?': tokens,
  }),
  Approval: object({
    id: text,
    escalationId: text,
    'runId?': text,
    toolName: text,
    toolInput: { description: 'What exactly would be done: untrusted.' },
    reason: text,
    status: oneOf(APPROVAL_STATUSES),
    createdAt: instant,
    expiresAt: instant,
    'decidedBy?': text,
    'decidedAt?': instant,
  }),
  EscalationPage: page('Escalation'),
  ApprovalPage: page('Approval'),
  OnCall: object({
    seenAt: instant,
    open: list(object({ id: text, target: text, status: text, reason: text, 'claimedBy?': text, createdAt: instant })),
    approvals: list(object({ id: text, escalationId: text, toolName: text, reason: text, expiresAt: instant })),
  }),
};
