import { ACTING_TOOLS, type NewRequest, type RequestAnswer, type RequestTool } from '../escalation/request.ts';
import type { Bells } from './bells.ts';
import { isPassing } from './insist.ts';
import type { WorkerDeps } from './worker-deps.ts';

/** A monitor looks every second; nobody begins a request later than that. */
const BEGIN_MS = 15_000;
/** For an answer. An act lasts as long as the stop timeout and the clean-up command, with the monitor's own deadline behind it. */
const QUESTION_MS = 30_000;
const ACT_MS = 180_000;
const POLL_MS = 1_000;

export type Asked = Pick<NewRequest, 'host' | 'target' | 'escalationId' | 'askedBy' | 'input'> & {
  readonly tool: RequestTool;
};

/** Asks the monitor of a host, and waits for its answer up to a deadline. */
export async function askMonitor(
  asked: Asked,
  deps: Pick<WorkerDeps, 'desk' | 'clock' | 'newId'>,
  bells: Bells,
  over: AbortSignal,
): Promise<RequestAnswer> {
  const { desk, clock, newId } = deps;
  const askedAt = clock.now();
  const id = newId();
  const isAct = ACTING_TOOLS.includes(asked.tool);
  await desk.ask({ ...asked, id, askedAt, expiresAt: askedAt + BEGIN_MS });
  const deadline = askedAt + (isAct ? ACT_MS : QUESTION_MS);
  for (;;) {
    const rung = bells.requests.next;
    const answer = await lookFor(id, desk);
    if (answer !== undefined) return answer;
    if (clock.now() >= deadline || over.aborted) return { kind: 'failed', reason: silence(asked.host, isAct) };
    await clock.sleep(Math.min(POLL_MS, deadline - clock.now()), AbortSignal.any([rung, over]));
  }
}

async function lookFor(id: string, desk: WorkerDeps['desk']): Promise<RequestAnswer | undefined> {
  try {
    return await desk.answer(id);
  } catch (error) {
    if (isPassing(error)) return undefined;
    throw error;
  }
}

const silence = (host: string, isAct: boolean): string =>
  `the monitor of ${host} gave no answer in time${isAct ? '; whether it was carried out is not known, so look before you ask again' : ''}`;
