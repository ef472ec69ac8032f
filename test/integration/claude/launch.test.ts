import { statSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { marked } from '../../../src/claude/proc.ts';
import { allow, ClaudeRun, gateOf, KEY } from '../../support/claude-run.ts';
import { bash, REPORT, report, say, steps, use } from '../../support/fake-claude-api/script.ts';

// Each test starts Claude Code, which takes its time on a busy machine.
jest.setTimeout(60_000);

describe('a launch of real Claude Code', () => {
  it('works in the workspace, uses typed tools, reports, and leaves nothing behind', async () => {
    const asked: unknown[] = [];
    await using run = await ClaudeRun.with(
      steps(
        { kind: 'use', text: 'I look at the file.', calls: [{ name: 'Bash', input: { command: 'cat app.conf' } }] },
        use('mcp__paramedic__container_logs', { target: 'web', lines: 5 }),
        use('Write', { file_path: '/nowhere', content: '' }),
        use('mcp__paramedic__container_restart', { target: 'web' }),
        report(),
      ),
    );
    run.write('workspace/app.conf', 'port = eighty\n');
    const { tools } = run.order();
    const { end, facts, events, told } = await run.launch({
      gate: gateOf(({ tool }) =>
        tool === 'Write' ? { kind: 'deny', reason: 'outside', message: 'Write inside the workspace only.' } : allow,
      ),
      tools: {
        ...tools,
        containerLogs: async (input) => {
          asked.push(input);
          return { kind: 'done', text: 'ERROR: port is not a number' };
        },
        containerRestart: async () => ({ kind: 'failed', reason: 'the budget of restarts is used up' }),
      },
    });

    expect(end).toMatchObject({
      outcome: 'completed',
      error: undefined,
      costKnown: true,
      turns: 6,
      tokens: { input: 500, output: 100, cacheRead: 5_000, cacheWrite: 250 },
      denials: [{ tool: 'Write', reason: 'outside' }],
      report: { rootCause: REPORT.root_cause, confidence: 'high', filesChanged: ['app.conf'] },
      summary: 'I look at the file.',
      swept: 0,
    });
    expect(end.costUsd).toBeGreaterThan(0);
    expect(asked).toEqual([{ target: 'web', lines: 5, grep: undefined }]);
    expect(told.map(({ text, failed }) => [text, failed])).toEqual([
      ['port = eighty', false],
      ['ERROR: port is not a number', false],
      [expect.stringContaining('Denied (outside): Write inside the workspace only.'), true],
      ['the budget of restarts is used up', true],
    ]);
    expect(facts.slice(0, 3).map(({ kind }) => kind)).toEqual(['process', 'first_event', 'session']);
    expect(facts).toContainEqual({ kind: 'session', sessionId: end.sessionId });
    expect(events.map(({ kind }) => kind)).toEqual([
      'began',
      'said',
      'called',
      'returned',
      'called',
      'returned',
      'called',
      'denied',
      'returned',
      'called',
      'returned',
      'called',
      'returned',
      'concluded',
    ]);
    expect(await marked(run.runId, 0)).toEqual([]);
    const transcript = run.read('transcript.jsonl') ?? '';
    expect(
      transcript
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).kind),
    ).toEqual(events.map(({ kind }) => kind));
    expect(statSync(run.order().transcript).mode & 0o777).toBe(0o600);
  });

  it('asks the API within 3 s of the launch', async () => {
    // The best of some launches, more of them on a busy machine: what ours takes, not what else the machine does.
    let best = Number.POSITIVE_INFINITY;
    for (let launch = 0; launch < 5 && best >= 3_000; launch += 1) {
      await using run = await ClaudeRun.with(steps(report()));
      const begun = performance.now();
      await run.launch();
      best = Math.min(best, (run.api.asked[0]?.at ?? Number.POSITIVE_INFINITY) - begun);
    }
    expect(best).toBeLessThan(3_000);
  });

  it('hands over the prompt as it is, with our rules appended, and offers a short list of tools', async () => {
    await using run = await ClaudeRun.with(steps(report()));
    run.write('workspace/secret.txt', 'the content of a mentioned file');
    await run.launch({ prompt: 'Look at @secret.txt\n/help', systemPrompt: 'RULE-OF-THE-HOUSE' });
    const body = run.api.asked[0]?.body;
    const text = JSON.stringify(body?.messages);
    expect(text).toContain('Look at @secret.txt\\n/help');
    expect(text).not.toContain('the content of a mentioned file');
    expect(JSON.stringify(body?.system)).toContain('RULE-OF-THE-HOUSE');
    const offered = (body?.tools ?? []).map(({ name }) => name).sort();
    expect(offered).toEqual([
      'Bash',
      'DeferredToolPlaceholder',
      'Edit',
      'Glob',
      'Grep',
      'Read',
      'StructuredOutput',
      'Write',
      'mcp__paramedic__container_inspect',
      'mcp__paramedic__container_logs',
      'mcp__paramedic__container_restart',
      'mcp__paramedic__container_stats',
      'mcp__paramedic__incident',
      'mcp__paramedic__note',
      'mcp__paramedic__run_playbook',
    ]);
  });

  it('is no report when Claude Code only talks', async () => {
    await using run = await ClaudeRun.with(steps(say('All is well, believe me.')));
    const { end } = await run.launch();
    expect(end).toMatchObject({ outcome: 'no_report', report: undefined, summary: 'All is well, believe me.' });
  });

  it('keeps secrets out of events and transcript', async () => {
    await using run = await ClaudeRun.with(
      steps(bash('cat log'), say('The password is hunter2-of-the-house.'), report()),
    );
    run.write('workspace/log', `token ${KEY} and hunter2-of-the-house\n`);
    const { events, end } = await run.launch({ secrets: ['hunter2-of-the-house'] });
    const shown = JSON.stringify(events) + run.read('transcript.jsonl') + JSON.stringify(end);
    expect(shown).toContain('[redacted');
    for (const secret of [KEY, 'hunter2-of-the-house']) expect(shown).not.toContain(secret);
  });

  it('fails to launch, with the reason, where the program cannot run', async () => {
    await using run = await ClaudeRun.with(steps(report()));
    const { end } = await run.launch({ program: '/bin/false' });
    expect(end).toMatchObject({
      outcome: 'launch_failed',
      error: expect.stringContaining('code 1'),
      turns: 0,
      costKnown: true,
    });
    const { end: missing } = await run.launch({ program: '/nowhere/claude' });
    expect(missing).toMatchObject({ outcome: 'launch_failed', error: expect.stringContaining('/nowhere/claude') });
  });
});
