import { describe, expect, it } from '@jest/globals';
import type { ToolCall } from '../../../../src/escalation/gate/decision.ts';
import {
  answered,
  type GateSession,
  judgeInSession,
  newSession,
  SESSION_LIMITS,
  type SessionDecision,
} from '../../../../src/escalation/gate/session.ts';
import { prepared, scopeOf } from '../../../support/gate.ts';

const bash = (command: string): ToolCall => prepared('Bash', { command });
const scope = scopeOf();

/** All calls one after another; what was said of the last, and what is remembered then. */
function following(calls: readonly ToolCall[], start: GateSession = newSession()) {
  let session = start;
  let decision: SessionDecision = { kind: 'allow', rule: 'none yet' };
  for (const call of calls) ({ session, decision } = judgeInSession(session, call, scope));
  return { session, decision };
}
const times = (count: number, call: ToolCall): readonly ToolCall[] => Array<ToolCall>(count).fill(call);

const fine = bash('git status');
const denied = bash('docker ps');
const breakOut = bash('sudo id');
const question = bash('npm test');

describe('a session', () => {
  it('lets through what is allowed, and counts nothing', () => {
    expect(following([fine, fine])).toEqual({ decision: { kind: 'allow', rule: 'Bash' }, session: newSession() });
  });

  it('ends after so many denials, and is over from then on', () => {
    expect(following(times(19, denied)).decision).toMatchObject({ kind: 'deny', reason: 'engine' });
    const { session, decision } = following(times(20, denied));
    expect(decision).toMatchObject({
      kind: 'stop',
      reason: 'engine',
      message: expect.stringContaining('container_logs'),
    });
    expect(judgeInSession(session, fine, scope)).toMatchObject({
      decision: { kind: 'deny', reason: 'run_stopped' },
      session,
    });
  });

  it('ends after three tries to break out, allowed calls in between', () => {
    expect(following([breakOut, fine, breakOut]).decision).toMatchObject({ kind: 'deny', reason: 'privilege' });
    expect(following([breakOut, fine, breakOut, denied, breakOut]).decision).toMatchObject({
      kind: 'stop',
      reason: 'privilege',
    });
  });

  it('counts no habit as a try to break out', () => {
    const habits = ['docker ps', 'ls ..', 'cat .env', 'git push', 'python3 x.py', 'cat /etc/hosts', 'echo $HOME'].map(
      bash,
    );
    expect(following(habits)).toMatchObject({ decision: { kind: 'deny' }, session: { denials: 7, escapes: 0 } });
  });
});

describe('questions', () => {
  const asked = following([question]);

  it('are asked', () => {
    expect(asked).toMatchObject({
      decision: { kind: 'ask', reason: 'runs_repository_code' },
      session: { questions: 1, denials: 0 },
    });
  });

  it('are not asked again after a yes, for this very call', () => {
    const session = answered(asked.session, question, true);
    expect(following([question, fine, question], session).decision).toEqual({ kind: 'allow', rule: 'approved' });
    for (const other of ['npm  test', 'npm test x', 'npm run test', 'npm test && ls']) {
      expect([other, following([bash(other)], session).decision.kind]).toEqual([other, 'ask']);
    }
    expect(following([prepared('Bash', { command: 'npm test', timeout: 5 })], session).decision.kind).toBe('ask');
  });

  it('are asked again once a file was changed: the same words would do something else', () => {
    const session = answered(asked.session, question, true);
    const changes = [
      prepared('Write', { file_path: 'a.ts', content: '' }),
      prepared('Edit', { file_path: 'a.ts', old_string: 'a', new_string: 'b' }),
      bash('git rm a'),
      bash('ls && git restore a'),
      bash('git checkout -- a'),
    ];
    for (const change of changes) expect(following([change, question], session).decision.kind).toBe('ask');
    for (const harmless of [fine, bash('git commit -m x'), prepared('Read', { file_path: 'a' })]) {
      expect(following([harmless, question], session).decision.kind).toBe('allow');
    }
  });

  it('forget a yes after a command of the operator that could have changed anything', () => {
    const session = answered(asked.session, question, true);
    const own = scopeOf({ allowedCommands: [['our-fix']] });
    expect(judgeInSession(session, bash('our-fix'), own).session.approved.size).toBe(0);
    const both = answered(session, bash('git revert --no-edit HEAD'), true);
    expect(judgeInSession(both, bash('git revert --no-edit HEAD'), own)).toMatchObject({
      decision: { kind: 'allow', rule: 'approved' },
      session: { approved: new Set() },
    });
  });

  it('are not asked again after a no, which counts as a denial', () => {
    const session = answered(asked.session, question, false);
    expect(session).toMatchObject({ denials: 1, escapes: 0 });
    expect(following([question], session)).toMatchObject({
      decision: { kind: 'deny', reason: 'refused_before' },
      session: { denials: 2, questions: 1 },
    });
    expect(following([bash('npm run lint')], session).decision.kind).toBe('ask');
  });

  it('never make of a denial more than it is', () => {
    const session = answered(newSession(), denied, true);
    expect(following([denied], session).decision).toMatchObject({ kind: 'deny', reason: 'engine' });
  });

  it('are asked so often and no more', () => {
    const many = Array.from({ length: SESSION_LIMITS.questions }, (_, at) => bash(`npm run task-${at}`));
    const { session, decision } = following(many);
    expect(decision.kind).toBe('ask');
    expect(following([question], session).decision).toMatchObject({ kind: 'deny', reason: 'too_many_questions' });
    expect(following([question], answered(session, question, true)).decision).toEqual({
      kind: 'allow',
      rule: 'approved',
    });
  });

  it('about an input that nobody could write down are denied', () => {
    const round: Record<string, unknown> = { file_path: 'Jenkinsfile', content: '' };
    const call = {
      ...prepared('Write', round),
      input: new Proxy(round, { get: (of, name) => (name === 'toJSON' ? undefined : Reflect.get(of, name)) }),
    };
    expect(following([call]).decision.kind).toBe('ask');
    const circle: unknown[] = [];
    circle.push(circle);
    expect(answered(newSession(), { tool: 'Bash', input: circle }, true)).toEqual(newSession());
    expect(answered(newSession(), { tool: 'Bash', input: 5n }, true)).toEqual(newSession());
  });
});
