import { describe, expect, it } from '@jest/globals';
import {
  answerOf,
  approvalOf,
  escalationOf,
  lessonOf,
  requestOf,
  runOf,
} from '../../../src/storage/escalation-rows.ts';

/** As pg hands them out, with instants as milliseconds. */
const QUEUED = {
  id: '0192d8a4-0000-7000-8000-0000000000e1',
  incident_id: '0192d8a4-0000-7000-8000-000000000001',
  host: 'box',
  target: 'shop/web#1',
  group_key: 'project/shop',
  project: null,
  workspace: null,
  severity: 'critical',
  reason: 'at_once',
  status: 'queued',
  created_at: 1,
  ready_at: 2,
  expires_at: 3,
  attempts: 0,
  fence: 0,
  claimed_by: null,
  claimed_at: null,
  lease_until: null,
  acted_at: null,
  cancel_reason: null,
  session_id: null,
  turns: null,
  cost_usd: null,
  duration_ms: null,
  tokens: {},
  denials: [],
  summary: null,
  report: {},
  diagnosis: {},
  commits: [],
  diff_stat: {},
  branch: null,
  transcript: null,
  outcome_reason: null,
  finished_at: null,
};

const NOTHING_YET = {
  ...{ claimedBy: undefined, claimedAt: undefined, leaseUntil: undefined, actedAt: undefined, cancelReason: undefined },
  ...{ sessionId: undefined, turns: undefined, costUsd: undefined, durationMs: undefined, tokens: undefined },
  ...{ summary: undefined, report: undefined, diagnosis: undefined, diffStat: undefined, branch: undefined },
  ...{ transcript: undefined, outcomeReason: undefined, finishedAt: undefined, denials: [], commits: [] },
};

describe('escalationOf', () => {
  it('reads one that waits', () => {
    expect(escalationOf(QUEUED)).toEqual({
      ...{ id: QUEUED.id, incidentId: QUEUED.incident_id, host: 'box', target: 'shop/web#1', groupKey: 'project/shop' },
      ...{ project: undefined, workspace: undefined, severity: 'critical', reason: 'at_once', status: 'queued' },
      ...{ createdAt: 1, readyAt: 2, expiresAt: 3, attempts: 0, fence: 0 },
      ...NOTHING_YET,
    });
  });

  it('reads one that has ended, a zero as a zero', () => {
    const columns = {
      ...{ project: 'shop', workspace: '/srv/shop', status: 'resolved', attempts: 2, fence: 5 },
      ...{ claimed_by: 'w', claimed_at: 4, lease_until: 5, acted_at: 6, cancel_reason: 'c', session_id: 's', turns: 0 },
      ...{
        cost_usd: 0,
        duration_ms: 0,
        summary: '',
        branch: 'b',
        transcript: 't',
        outcome_reason: 'verified',
        finished_at: 9,
      },
      tokens: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 },
      denials: [{ tool: 'Bash', reason: 'r' }],
      report: { rootCause: 'x', confidence: 'low', actions: [], filesChanged: [], followUp: [] },
      diagnosis: { suggestion: 'restart' },
      commits: [{ hash: 'h', subject: 's' }],
      diff_stat: { files: 0, insertions: 0, deletions: 0 },
    };
    expect(escalationOf({ ...QUEUED, ...columns })).toMatchObject({
      ...{ project: 'shop', workspace: '/srv/shop', status: 'resolved', attempts: 2, fence: 5 },
      ...{ claimedBy: 'w', claimedAt: 4, leaseUntil: 5, actedAt: 6, cancelReason: 'c', sessionId: 's', turns: 0 },
      ...{
        costUsd: 0,
        durationMs: 0,
        summary: '',
        branch: 'b',
        transcript: 't',
        outcomeReason: 'verified',
        finishedAt: 9,
      },
      ...{ tokens: columns.tokens, denials: columns.denials, report: columns.report, diagnosis: columns.diagnosis },
      ...{ commits: columns.commits, diffStat: columns.diff_stat },
    });
  });
});

describe('the other rows of an escalation', () => {
  it('are read as our words: a run', () => {
    const row = {
      ...{ id: 'r', escalation_id: 'e', attempt: 1, worker: 'w', worker_host: 'h', started_at: 1, pid: null },
      ...{ pid_started: 2 ** 40, session_id: null, workspace: null, first_event_ms: 0, ended_at: null, outcome: null },
      ...{ error: null, turns: 0, cost_usd: 0, tokens: {} },
    };
    expect(runOf(row)).toEqual({
      ...{ id: 'r', escalationId: 'e', attempt: 1, worker: 'w', workerHost: 'h', startedAt: 1, pid: undefined },
      ...{ pidStarted: 2 ** 40, sessionId: undefined, workspace: undefined, firstEventMs: 0, endedAt: undefined },
      ...{ outcome: undefined, error: undefined, turns: 0, costUsd: 0, tokens: undefined },
    });
  });

  it('an approval, with whatever the model wrote', () => {
    const row = {
      ...{ id: 'a', escalation_id: 'e', run_id: null, tool_name: 'Bash', tool_input: null, reason: 'r' },
      ...{ status: 'expired', created_at: 1, expires_at: 2, decided_by: null, decided_at: 3 },
    };
    expect(approvalOf(row)).toEqual({
      ...{ id: 'a', escalationId: 'e', runId: undefined, toolName: 'Bash', toolInput: null, reason: 'r' },
      ...{ status: 'expired', createdAt: 1, expiresAt: 2, decidedBy: undefined, decidedAt: 3 },
    });
  });

  it('a request, and its answer once there is one', () => {
    const row = {
      ...{ id: 'q', host: 'h', target: 't', escalation_id: null, asked_by: 'w', tool: 'logs', input: { lines: 5 } },
      ...{ asked_at: 1, expires_at: 2 },
    };
    expect(requestOf(row)).toEqual({
      ...{ id: 'q', host: 'h', target: 't', escalationId: undefined, askedBy: 'w', tool: 'logs', input: { lines: 5 } },
      ...{ askedAt: 1, expiresAt: 2 },
    });
    for (const status of ['asked', 'taken']) expect(answerOf({ status, result: null, error: null })).toBeUndefined();
    expect(answerOf({ status: 'done', result: { text: '' }, error: null })).toEqual({ kind: 'done', text: '' });
    for (const kind of ['failed', 'refused', 'expired'] as const) {
      expect(answerOf({ status: kind, result: null, error: 'why' })).toEqual({ kind, reason: 'why' });
    }
  });

  it('a lesson', () => {
    const row = {
      ...{ id: 'l', signature: 's', incident_type: 'oom_killed', target: 't', image: 'i', learnt_at: 1 },
      ...{ escalation_id: null, root_cause: 'c', fix: 'f', commits: [] },
    };
    expect(lessonOf(row)).toEqual({
      ...{ id: 'l', signature: 's', incidentType: 'oom_killed', target: 't', image: 'i', learntAt: 1 },
      ...{ escalationId: undefined, rootCause: 'c', fix: 'f', commits: [] },
    });
  });
});
