import { messageOf } from '../base/errors.ts';
import type { EscalationStory } from '../escalation/archive-port.ts';
import type { Lesson } from '../escalation/escalation.ts';
import type { GateScope } from '../escalation/gate/decision.ts';
import type { Diagnosis, LaunchEnd, LaunchFact, LaunchLimits, LaunchOrder } from '../escalation/launch.ts';
import type { Run } from '../escalation/run.ts';
import type { Capability, CasePlace } from '../escalation/worker-ports.ts';
import type { Workspace } from '../escalation/workspace.ts';
import { AskPerson } from './ask-person.ts';
import type { Bells } from './bells.ts';
import { briefOf, targetsOf } from './brief.ts';
import type { Hold } from './hold.ts';
import { promptOf, SYSTEM_PROMPT } from './prompt.ts';
import { runGate } from './run-gate.ts';
import { RunNotes } from './run-notes.ts';
import { typedTools } from './typed-tools.ts';
import type { WorkerDeps } from './worker-deps.ts';

export interface SessionParts {
  readonly run: Run;
  readonly story: EscalationStory;
  readonly lessons: readonly Lesson[];
  readonly place: CasePlace;
  readonly workspace: Workspace | undefined;
  readonly diagnosis: Diagnosis | undefined;
  readonly able: Extract<Capability, { kind: 'able' }>;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** One launch, from the briefing on disk to the last of its processes; what becomes known of it is noted meanwhile. */
export async function holdSession(parts: SessionParts, hold: Hold, deps: WorkerDeps, bells: Bells): Promise<LaunchEnd> {
  const { run, story, place } = parts;
  const briefing = briefOf(parts, deps);
  await deps.files.write(place, briefing);
  const notes = new RunNotes(run.id, deps);
  const begun = deps.clock.now();
  const listener = (fact: LaunchFact): void => {
    notes.take(fact);
    if (fact.kind === 'session') {
      const about = { escalation: story.escalation.id, run: run.id, session: fact.sessionId };
      deps.logger.info('claude_speaks', { ...about, after_ms: deps.clock.now() - begun });
    }
  };
  const order = await orderOf(parts, briefing.text, hold, deps, bells);
  const end = await deps.launcher.launch(order, listener);
  await notes.settled();
  await deps.files
    .removeRunFolder(run.id)
    .catch((error) => deps.logger.warn('run_folder_stays', { run: run.id, error: messageOf(error) }));
  return end;
}

async function orderOf(
  parts: SessionParts,
  briefing: string,
  hold: Hold,
  deps: WorkerDeps,
  bells: Bells,
): Promise<LaunchOrder> {
  const { run, story, place, workspace, able, signal } = parts;
  const { settings, files, archive } = deps;
  const { claude } = settings;
  const targets = targetsOf(story);
  const scope: GateScope = {
    workspace: workspace?.path,
    briefing: place.folder,
    targets,
    allowedCommands: claude.allow,
  };
  const person = new AskPerson(hold, { id: run.id, incidents: story.incidents }, deps, bells);
  const retold = async (): Promise<string> => {
    const now = await archive.story(story.escalation.id);
    return briefOf({ ...parts, story: now ?? story }, deps).text;
  };
  return {
    runId: run.id,
    folder: await files.runFolder(run.id),
    transcript: place.transcript,
    prompt: promptOf(briefing, place),
    systemPrompt: SYSTEM_PROMPT,
    scope,
    gate: runGate({ scope, inPlace: workspace?.kind === 'in_place', hold, person }),
    tools: typedTools({ hold, targets, story: retold, bells, over: signal }, deps),
    limits: limitsOf(claude),
    model: claude.model,
    program: able.program,
    apiKey: able.apiKey,
    baseUrl: claude.baseUrl,
    path: settings.path,
    variables: settings.variables,
    secrets: settings.secrets,
    signal,
  };
}

const limitsOf = (claude: WorkerDeps['settings']['claude']): LaunchLimits => ({
  maxTurns: claude.maxTurns,
  maxUsd: claude.maxUsd,
  timeoutMs: claude.timeoutMs,
  firstEventMs: claude.firstEventMs,
  silenceMs: claude.silenceMs,
  approvalMs: claude.approvalMs,
});

/** A launch that never came to be. */
export const launchFailed = (error: unknown): LaunchEnd => ({
  outcome: 'launch_failed',
  error: messageOf(error),
  costKnown: true,
  turns: 0,
  costUsd: 0,
  tokens: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  sessionId: undefined,
  firstEventMs: undefined,
  durationMs: 0,
  denials: [],
  report: undefined,
  summary: undefined,
  swept: 0,
});
