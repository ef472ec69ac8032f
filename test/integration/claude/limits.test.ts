import { chmodSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { marked } from '../../../src/claude/proc.ts';
import { allow, ClaudeRun, gateOf, LIMITS } from '../../support/claude-run.ts';
import { bash, report, steps } from '../../support/fake-claude-api/script.ts';
import { JumpingClock } from '../../support/jumping-clock.ts';

// Each test starts Claude Code, which takes its time on a busy machine.
jest.setTimeout(60_000);

/** A child that no tree of processes leads to: forked twice, in a session of its own, deaf to SIGTERM and SIGHUP. */
const DOUBLE_FORKED = `( setsid sh -c 'trap "" TERM HUP; echo ready > started; while :; do sleep 1; done' > /dev/null 2>&1 & ) ; while [ ! -e started ]; do :; done; echo started`;

describe('limits of a launch', () => {
  it('ends at the wall clock, and nothing survives: not even a child forked twice that ignores SIGTERM', async () => {
    await using run = await ClaudeRun.with(steps(bash(DOUBLE_FORKED), bash('sleep 600'), report()));
    const clock = new JumpingClock();
    const launched = run.launch({}, clock);
    // The child is there by then, however long that took.
    await run.api.untilAsked(2);
    clock.jump(LIMITS.timeoutMs);
    const { end } = await launched;
    expect(end).toMatchObject({ outcome: 'wall_clock', error: expect.stringContaining('60 s'), report: undefined });
    expect(run.read('workspace/started')).toBe('ready\n');
    expect(end.swept).toBeGreaterThanOrEqual(1);
    expect(await marked(run.runId, 0)).toEqual([]);
    expect(end.durationMs).toBeLessThan(LIMITS.timeoutMs + 30_000);
    expect(end).toMatchObject({ costKnown: true, costUsd: expect.any(Number) });
    expect(end.costUsd).toBeGreaterThan(0);
  });

  it('sweeps what is left after a run that ends well, too', async () => {
    await using run = await ClaudeRun.with(steps(bash(DOUBLE_FORKED), report()));
    const { end } = await run.launch();
    expect(end).toMatchObject({ outcome: 'completed' });
    expect(end.swept).toBeGreaterThanOrEqual(1);
    expect(await marked(run.runId, 0)).toEqual([]);
  });

  it('stops its clock while a person is asked', async () => {
    // Long enough for a look at the limits, before and after the answer.
    await using run = await ClaudeRun.with(steps(bash('touch done; sleep 2'), report()));
    const clock = new JumpingClock();
    let approved = false;
    const gate = {
      ...gateOf(({ tool }) =>
        tool === 'Bash' && !approved ? { kind: 'ask', reason: 'risky', message: 'Risky.' } : allow,
      ),
      // Longer than each of the limits.
      ask: async () => {
        clock.jump(LIMITS.timeoutMs + 1);
        await clock.sleep(2_000);
        approved = true;
        return 'approved' as const;
      },
    };
    const { end } = await run.launch({ gate }, clock);
    expect(end).toMatchObject({ outcome: 'completed' });
    expect(end.durationMs).toBeGreaterThan(LIMITS.timeoutMs);
    expect(run.read('workspace/done')).toBe('');
  });

  it('ends when the API is silent', async () => {
    await using run = await ClaudeRun.with(() => ({ kind: 'hang' }));
    const { end } = await run.launch({ limits: { ...LIMITS, silenceMs: 2_000 } });
    expect(end).toMatchObject({ outcome: 'silent', error: expect.stringContaining('2 s') });
    expect(await marked(run.runId, 0)).toEqual([]);
  });

  it('ends when nothing is heard of it at all', async () => {
    await using run = await ClaudeRun.with(steps(report()));
    run.write('mute', '#!/bin/sh\ntrap "" INT\nexec sleep 600\n');
    chmodSync(`${run.folder}/mute`, 0o755);
    const { end } = await run.launch({ program: `${run.folder}/mute`, limits: { ...LIMITS, firstEventMs: 1_000 } });
    expect(end).toMatchObject({ outcome: 'no_first_event', firstEventMs: undefined });
    expect(await marked(run.runId, 0)).toEqual([]);
  });

  it('ends after its turns', async () => {
    await using run = await ClaudeRun.with(steps(bash('echo again')));
    const { end } = await run.launch({ limits: { ...LIMITS, maxTurns: 3 } });
    expect(end).toMatchObject({ outcome: 'max_turns', costKnown: true });
    expect(run.api.asked.length).toBeLessThanOrEqual(3);
  });

  it('ends once it has cost too much', async () => {
    await using run = await ClaudeRun.with(steps(bash('echo again')));
    const { end } = await run.launch({ limits: { ...LIMITS, maxUsd: 0.002 } });
    expect(end.outcome).toBe('max_usd');
    expect(end.costUsd).toBeGreaterThanOrEqual(0.002);
    expect(run.api.asked.length).toBeLessThanOrEqual(3);
  });

  it('ends when it is cancelled, also before it has begun', async () => {
    await using run = await ClaudeRun.with(steps(bash('sleep 600'), report()));
    const launched = run.launch();
    await run.api.untilAsked(1);
    run.cancel.abort();
    const { end } = await launched;
    expect(end).toMatchObject({ outcome: 'cancelled' });
    expect(await marked(run.runId, 0)).toEqual([]);

    const asked = run.api.asked.length;
    const { end: second } = await run.launch();
    expect(second).toMatchObject({ outcome: 'cancelled', sessionId: undefined });
    expect(run.api.asked.length).toBe(asked);
  });
});
