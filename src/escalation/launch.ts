import type { HealAction } from '../config/container-settings.ts';
import type { GateScope, ToolCall } from './gate/decision.ts';
import type { SessionDecision } from './gate/session.ts';
import type { Denial, RunOutcome, RunReport, TokenCount } from './run.ts';

/** What a person said to a call that the gate would not decide. Anything but `approved` denies. */
export type Verdict = 'approved' | 'denied' | 'expired';

/** The gate as the launch sees it, one for each run. What throws here, or takes too long, denies. */
export interface Gate {
  /** Paths that the input names, as written; they are followed to where they lead before `judge` is asked. */
  pathsOf(call: Pick<ToolCall, 'tool' | 'input'>): readonly string[];
  /** Of these, the files whose text has to be known, too. */
  textsOf(call: ToolCall): readonly string[];
  /** Takes its time only where an act has to be on record before it. */
  judge(call: ToolCall): SessionDecision | Promise<SessionDecision>;
  /** Asks a person and waits. The signal aborts when nobody waits for the answer any more. */
  ask(call: ToolCall, question: GateQuestion, signal: AbortSignal): Promise<Verdict>;
}

export interface GateQuestion {
  /** Name of the rule. */
  readonly reason: string;
  readonly message: string;
}

/** Answers are shown to the model as they are: hostile text in them is quoted, secrets are hidden, by whoever answers. */
export type TypedToolAnswer =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** What Claude Code may do with containers, by name: `mcp__paramedic__container_logs` and so on. Each checks its target itself, too. */
export interface TypedTools {
  containerLogs(input: {
    readonly target: string;
    readonly lines: number;
    readonly grep: string | undefined;
  }): Promise<TypedToolAnswer>;
  containerInspect(input: { readonly target: string }): Promise<TypedToolAnswer>;
  containerStats(input: { readonly target: string }): Promise<TypedToolAnswer>;
  containerRestart(input: { readonly target: string }): Promise<TypedToolAnswer>;
  runPlaybook(input: { readonly target: string }): Promise<TypedToolAnswer>;
  /** The incident and its timeline as they are now. */
  incident(): Promise<TypedToolAnswer>;
  /** A comment in the incident's story. */
  note(input: { readonly text: string }): Promise<TypedToolAnswer>;
}

export interface LaunchLimits {
  readonly maxTurns: number;
  /** Checked by Claude Code after each turn: it overshoots by up to one turn. */
  readonly maxUsd: number;
  /** Wall clock; waiting for a person does not count. */
  readonly timeoutMs: number;
  readonly firstEventMs: number;
  readonly silenceMs: number;
  /** How long a person has for an answer: the hook waits that long and a little more. */
  readonly approvalMs: number;
}

export interface LaunchOrder {
  /** Marks every process of the run, by the variable PARAMEDIC_RUN. */
  readonly runId: string;
  /** The run's own folder, made if missing: HOME, temporary files. Neither in the workspace nor in the briefing's folder. */
  readonly folder: string;
  /** File of the transcript (JSON Lines), appended to. */
  readonly transcript: string;
  readonly prompt: string;
  /** Appended to Claude Code's own. */
  readonly systemPrompt: string;
  /** Claude Code works in its workspace, without one in the briefing's folder. */
  readonly scope: GateScope;
  readonly gate: Gate;
  readonly tools: TypedTools;
  readonly limits: LaunchLimits;
  readonly model: string | undefined;
  /** Program of Claude Code, as found. */
  readonly program: string;
  readonly apiKey: string;
  /** Undefined: Anthropic's. */
  readonly baseUrl: string | undefined;
  /** The PATH of the run, without a folder that the run can write to. Nothing else of the worker's environment is handed on. */
  readonly path: string;
  /** More variables for the run, such as git's author; never one of the launch's own, never a secret. */
  readonly variables: Readonly<Record<string, string>>;
  /** Hidden in the transcript wherever they stand, besides what looks like a secret. */
  readonly secrets: readonly string[];
  /** Ends the run; the reason is the outcome `cancelled`. */
  readonly signal: AbortSignal;
}

/** What happens in a run, in our own words. Texts are Claude Code's or a container's: untrusted, secrets hidden, capped. */
export type RunEvent =
  | {
      readonly kind: 'began';
      readonly sessionId: string;
      readonly model: string;
      readonly version: string;
      readonly tools: readonly string[];
    }
  | { readonly kind: 'said' | 'thought'; readonly text: string }
  | { readonly kind: 'called'; readonly callId: string; readonly tool: string; readonly input: string }
  | { readonly kind: 'returned'; readonly callId: string; readonly failed: boolean; readonly text: string }
  | { readonly kind: 'denied'; readonly tool: string; readonly reason: string }
  | { readonly kind: 'retried'; readonly attempt: number; readonly status: number | undefined; readonly error: string }
  | { readonly kind: 'concluded'; readonly how: string; readonly failed: boolean; readonly text: string }
  /** Of a kind that we do not know: counted, never dropped. */
  | { readonly kind: 'other'; readonly name: string };

export interface RunProgress {
  readonly turns: number;
  /** Known when Claude Code concludes; 0 before. */
  readonly costUsd: number;
  readonly tokens: TokenCount;
}

/** What becomes known while it runs, in this order at first: process, first_event, session. */
export type LaunchFact =
  | { readonly kind: 'process'; readonly pid: number; readonly pidStarted: number | undefined }
  | { readonly kind: 'first_event'; readonly afterMs: number }
  | { readonly kind: 'session'; readonly sessionId: string }
  | { readonly kind: 'event'; readonly event: RunEvent }
  | { readonly kind: 'progress'; readonly progress: RunProgress }
  | { readonly kind: 'waiting'; readonly forApproval: boolean };

/** Called at once, in order. What it throws is dropped: a listener never ends a run. */
export type LaunchListener = (fact: LaunchFact) => void;

export interface LaunchEnd extends RunProgress {
  readonly outcome: RunOutcome;
  /** Why, when it did not complete; one line, capped. */
  readonly error: string | undefined;
  /** False: it broke off before Claude Code told its cost, which may be anything up to `maxUsd`. */
  readonly costKnown: boolean;
  readonly sessionId: string | undefined;
  readonly firstEventMs: number | undefined;
  readonly durationMs: number;
  readonly denials: readonly Denial[];
  readonly report: RunReport | undefined;
  /** Claude Code's last words; untrusted, capped. */
  readonly summary: string | undefined;
  /** Processes that were still there after Claude Code had ended, and were ended too. */
  readonly swept: number;
}

/**
 * Launches Claude Code once and stays until every process of the run is gone. Never throws: what goes wrong is the end's
 * outcome and error.
 */
export interface Launcher {
  launch(order: LaunchOrder, listener: LaunchListener): Promise<LaunchEnd>;
}

/** What a worker that died left behind. */
interface OrphanedRun {
  readonly runId: string;
  readonly pid: number | undefined;
  readonly pidStarted: number | undefined;
}

/** Ends every process of such a run; how many there were. Touches none without the run's marker. */
export type ReapRun = (run: OrphanedRun) => Promise<number>;

export const CAUSES = [
  'configuration',
  'dependency',
  'resources',
  'code',
  'data',
  'image',
  'external',
  'unknown',
] as const;

/** What one call suggests: read by people, never carried out. Untrusted text, capped. */
export interface Diagnosis {
  readonly cause: (typeof CAUSES)[number];
  readonly confidence: 'low' | 'medium' | 'high';
  readonly explanation: string;
  /** A step of the ladder; `none`: none of them would help. */
  readonly suggestedAction: HealAction;
}

/** One bounded call; undefined when there is no usable answer in time. Never throws. */
export type Diagnose = (prompt: string) => Promise<Diagnosis | undefined>;
