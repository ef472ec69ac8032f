import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/id.ts';
import { createLauncher } from '../../src/claude/launcher.ts';
import { bundledClaude } from '../../src/claude/native.ts';
import type { GateDecision, ToolCall } from '../../src/escalation/gate/decision.ts';
import type {
  Gate,
  LaunchEnd,
  LaunchFact,
  LaunchLimits,
  LaunchOrder,
  RunEvent,
  TypedTools,
} from '../../src/escalation/launch.ts';
import { FakeClaudeApi } from './fake-claude-api/fake-claude-api.ts';
import type { Script } from './fake-claude-api/script.ts';
import { toolResults } from './fake-claude-api/script.ts';

export const KEY = 'sk-ant-api03-made-up-for-tests-0123456789';

export const LIMITS: LaunchLimits = {
  maxTurns: 20,
  maxUsd: 5,
  timeoutMs: 60_000,
  firstEventMs: 30_000,
  silenceMs: 30_000,
  approvalMs: 30_000,
};

export const allow: GateDecision = { kind: 'allow', rule: 'test' };
export const deny = (reason: string): GateDecision => ({
  kind: 'deny',
  reason,
  message: `${reason} is not allowed here.`,
});

/** A gate of one function and no memory; nobody is there to ask. */
export const gateOf = (judge: (call: ToolCall) => GateDecision): Gate => ({
  pathsOf: ({ input }) => {
    const path = (input as { file_path?: unknown }).file_path;
    return typeof path === 'string' ? [path] : [];
  },
  textsOf: () => [],
  judge,
  ask: async () => 'denied',
});

const done = async () => ({ kind: 'done' as const, text: 'done' });
const TOOLS: TypedTools = {
  containerLogs: done,
  containerInspect: done,
  containerStats: done,
  containerRestart: done,
  runPlaybook: done,
  incident: done,
  note: done,
};

/** Programs that would reach out of the test: each writes down how it was called and does nothing. */
const STUBS = ['docker', 'git', 'systemctl', 'curl', 'sudo'];

/** What a test looks at after a launch. */
export interface Launched {
  readonly end: LaunchEnd;
  readonly facts: readonly LaunchFact[];
  readonly events: readonly RunEvent[];
  /** What the model was told about each of its calls. */
  readonly told: readonly { readonly text: string; readonly failed: boolean }[];
}

/**
 * Real Claude Code against a model of a script, everything of it in one made-up folder: HOME, workspace, PATH with stubs in
 * front.
 */
export class ClaudeRun implements AsyncDisposable {
  readonly api: FakeClaudeApi;
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'claude-run-')));
  readonly workspace = join(this.folder, 'workspace');
  readonly runId = newId();
  readonly facts: LaunchFact[] = [];
  readonly cancel = new AbortController();

  private constructor(api: FakeClaudeApi) {
    this.api = api;
    mkdirSync(this.workspace);
    for (const name of STUBS) {
      this.write(`bin/${name}`, `#!/bin/sh\necho "${name} $*" >> '${join(this.folder, 'stubs.log')}'\n`);
      chmodSync(join(this.folder, 'bin', name), 0o755);
    }
  }

  static async with(script: Script): Promise<ClaudeRun> {
    return new ClaudeRun(await FakeClaudeApi.start(script));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Calls of the stubs, but for what Claude Code itself asks git about the workspace when it starts. */
  get stubCalls(): string[] {
    const lines = (this.read('stubs.log') ?? '').split('\n').filter((line) => line !== '');
    return lines.filter((line) => !/^git .*(ls-files|rev-parse|status|symbolic-ref|config --get)/.test(line));
  }

  /** Undefined: there is no such file. */
  read(path: string): string | undefined {
    const file = join(this.folder, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  order(more: Partial<LaunchOrder> = {}): LaunchOrder {
    return {
      runId: this.runId,
      folder: join(this.folder, 'run'),
      transcript: join(this.folder, 'transcript.jsonl'),
      prompt: 'Something is broken. Find out what and mend it.',
      systemPrompt: 'You are on call.',
      scope: {
        workspace: this.workspace,
        briefing: join(this.folder, 'briefing'),
        targets: ['web'],
        allowedCommands: [],
      },
      gate: gateOf(() => allow),
      tools: TOOLS,
      limits: LIMITS,
      model: undefined,
      program: bundledClaude() ?? 'Claude Code is not installed beside the SDK',
      apiKey: KEY,
      baseUrl: this.api.url,
      path: `${join(this.folder, 'bin')}:/usr/bin:/bin`,
      variables: {},
      secrets: [],
      signal: this.cancel.signal,
      ...more,
    };
  }

  async launch(more: Partial<LaunchOrder> = {}, clock: Clock = systemClock): Promise<Launched> {
    const end = await createLauncher(clock).launch(this.order(more), (fact) => this.facts.push(fact));
    const last = this.api.asked.at(-1);
    return {
      end,
      facts: this.facts,
      events: this.facts.flatMap((fact) => (fact.kind === 'event' ? [fact.event] : [])),
      told: last === undefined ? [] : toolResults(last.body),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cancel.abort();
    await this.api[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
