import { ParamedicError } from '../base/errors.ts';
import { ACTING_TOOLS, type RequestAnswer, type RequestTool } from '../escalation/request.ts';
import { ASK_REFUSALS, type AskRefusal } from '../healing/ask.ts';
import type { Session } from './tool.ts';

/** Nobody begins it later than that. */
const BEGIN_MS = 15_000;
const QUESTION_MS = 30_000;
/** As long as a stop timeout and a clean-up command may take. */
const ACT_MS = 180_000;
const POLL_MS = 250;

export interface Question {
  readonly tool: RequestTool;
  readonly host: string;
  readonly target: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Asks the monitor of that host, which alone touches containers, and waits for its answer. Throws when it is not done. */
export async function askMonitor(question: Question, { deps, caller }: Session): Promise<string> {
  const { requests, clock, newId } = deps;
  const [id, askedAt] = [newId(), clock.now()];
  const base = { ...question, id, escalationId: undefined, askedBy: caller.who };
  await requests.ask({ ...base, askedAt, expiresAt: askedAt + BEGIN_MS });
  const isAct = ACTING_TOOLS.includes(question.tool);
  const deadline = askedAt + (isAct ? ACT_MS : QUESTION_MS);
  for (;;) {
    const answer = await requests.answer(id);
    if (answer?.kind === 'done') return answer.text;
    if (answer !== undefined) throw notDone(answer, question);
    if (clock.now() >= deadline) throw silence(question.host, isAct);
    await clock.sleep(POLL_MS);
  }
}

const silence = (host: string, isAct: boolean): ParamedicError =>
  new ParamedicError('no_answer', `The monitor of ${host} gave no answer in time.`, {
    cure: isAct
      ? 'Whether it was carried out is not known: look at the container (inspect) before you ask again.'
      : `Is the monitor of ${host} running, and leading? \`paramedic status\` there tells.`,
  });

function notDone(answer: Exclude<RequestAnswer, { kind: 'done' }>, { tool, host }: Question): ParamedicError {
  if (answer.kind === 'expired') return silence(host, false);
  const refusal = ASK_REFUSALS.find((reason) => reason === answer.reason);
  if (refusal !== undefined) {
    const [why, cure] = REFUSALS[refusal];
    return new ParamedicError(refusal, `Not done (${refusal}): ${why}.`, { cure });
  }
  const what = answer.reason === 'no_such_target' ? 'that monitor watches no such container' : answer.reason;
  return new ParamedicError('not_done', `${tool} was not done: ${what}`, {
    cure: 'Look at the container with inspect, and at `paramedic doctor`.',
  });
}

const WAIT = 'Wait, and find out meanwhile why it keeps failing.';

const REFUSALS: Readonly<Record<AskRefusal, readonly [why: string, cure: string]>> = {
  no_open_incident: ['it has no open incident', 'Look at list_incidents: only what is in trouble is acted on.'],
  in_progress: ['an act on it is under way', 'Wait until that one is over.'],
  not_ordinary: [
    'it is not for Paramedic to touch (its own stack, Swarm, a one-off job)',
    'A person does that by hand.',
  ],
  heal_none: ['its label asks only to record', 'A person does that by hand, or changes paramedic.heal.actions.'],
  no_playbook: ['its owner has declared none', 'Use restart, or let a person add the label paramedic.heal.exec.'],
  stopped_on_purpose: ['a person stopped it', 'Ask the person who leads this session.'],
  not_running: ['it does not run', 'Use restart first.'],
  shadow_mode: ['this monitor only records (shadow mode)', 'A person sets PARAMEDIC_MODE=heal.'],
  engine_unreachable: ['the engine does not answer', 'Look at `docker ps` on that host.'],
  maintenance: ['a maintenance window covers it', 'Wait until it is over: `paramedic silence list`.'],
  guarded: ['a backup or an updater is at work on it', 'Wait for that one.'],
  container_budget: ['it was restarted too often lately', WAIT],
  host_budget: ['the host had too many restarts lately', WAIT],
  max_unhealthy: [
    'most of the fleet is sick at once',
    'Look for a common cause: network, DNS, disk, a shared database.',
  ],
};
