import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import type { RequestBox } from '../escalation/ports.ts';
import type { NewRequest, RequestAnswer } from '../escalation/request.ts';
import type { Ask, AskRefusal } from '../healing/ask.ts';
import type { Remediation } from '../incidents/incident.ts';
import { answerOf } from './request-answers.ts';
import type { Entry, Roster } from './roster.ts';

export interface RequestsDeps {
  readonly host: string;
  readonly box: RequestBox;
  readonly roster: Roster;
  /** A fresh picture of the container, without secrets and capped. */
  readonly picture: (entry: Entry) => Promise<Readonly<Record<string, unknown>>>;
  /** Resolves when the act is over, or at once with the reason why it is not done. */
  readonly ask: (entry: Entry, ask: Ask) => Promise<Remediation | AskRefusal>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** For what a notification of Postgres misses. */
const INTERVAL_MS = 5_000;
const AT_ONCE = 5;

/**
 * What workers and sessions ask of this host's containers, through Postgres: only the monitor that leads touches them. A request
 * is taken at most once; whoever asked gives up on it by its own clock.
 */
export class Requests implements Service {
  readonly name = 'requests';
  readonly #deps: RequestsDeps;
  readonly #loop: Loop;
  readonly #open = new Set<Promise<void>>();

  constructor(deps: RequestsDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#loop = new Loop({ name: this.name, intervalMs: INTERVAL_MS, clock, logger, runOnce: () => this.#turn() });
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all(this.#open);
  }

  /** Something was asked. */
  wake(): void {
    this.#loop.wake();
  }

  async #turn(): Promise<number | undefined> {
    const { box, host, clock } = this.#deps;
    const room = AT_ONCE - this.#open.size;
    if (room <= 0) return undefined;
    const taken = await box.take(host, clock.now(), room);
    for (const request of taken) {
      // An act takes its time; questions beside it are answered meanwhile.
      const serving: Promise<void> = this.#serve(request).finally(() => this.#open.delete(serving));
      this.#open.add(serving);
    }
    return taken.length === room ? 0 : undefined;
  }

  async #serve(request: NewRequest): Promise<void> {
    const { box, clock, logger } = this.#deps;
    try {
      await box.finish(request.id, await this.#answer(request), clock.now());
    } catch (error) {
      logger.error('request_not_answered', { id: request.id, tool: request.tool, error: messageOf(error) });
    }
  }

  async #answer(request: NewRequest): Promise<RequestAnswer> {
    const { roster, picture } = this.#deps;
    const entry = roster.get(request.target);
    if (entry === undefined) return { kind: 'refused', reason: 'no_such_target' };
    const { tool, input } = request;
    if (tool === 'restart' || tool === 'playbook') return this.#act(entry, request);
    try {
      return answerOf(tool, input, await picture(entry));
    } catch (error) {
      return { kind: 'failed', reason: messageOf(error) };
    }
  }

  async #act(entry: Entry, { tool, askedBy }: NewRequest): Promise<RequestAnswer> {
    const { ask } = this.#deps;
    try {
      const done = await ask(entry, { by: askedBy, action: tool === 'restart' ? 'restart' : 'exec' });
      return typeof done === 'string' ? { kind: 'refused', reason: done } : outcomeOf(done);
    } catch (error) {
      return { kind: 'failed', reason: messageOf(error) };
    }
  }
}

/** What the engine said; whether it helped is observed later. */
function outcomeOf({ action, outcome, error, detail }: Remediation): RequestAnswer {
  if (outcome !== 'done') return { kind: 'failed', reason: `${outcome ?? 'not finished'}${error ? `: ${error}` : ''}` };
  const { exitCode, output } = detail;
  const told = action === 'exec' ? ` with exit code ${exitCode ?? 'unknown'}:\n${output ?? ''}` : '';
  return { kind: 'done', text: `${action} carried out${told}. Whether it is well is observed from here on.` };
}
