import { messageOf } from '../base/errors.ts';
import type { LaunchFact } from '../escalation/launch.ts';
import type { EscalationQueue } from '../escalation/queue-port.ts';
import type { WorkerDeps } from './worker-deps.ts';

type Facts = Parameters<EscalationQueue['noteRun']>[1];

/** Writes down what becomes known of a run, in order, one write at a time; what comes meanwhile goes together. */
export class RunNotes {
  readonly #runId: string;
  readonly #deps: Pick<WorkerDeps, 'queue' | 'logger'>;
  #waiting: Facts | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;

  constructor(runId: string, deps: Pick<WorkerDeps, 'queue' | 'logger'>) {
    this.#runId = runId;
    this.#deps = deps;
  }

  take(fact: LaunchFact): void {
    const facts = factsOf(fact);
    if (facts === undefined) return;
    this.#waiting = { ...this.#waiting, ...facts };
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#writing = this.#write();
  }

  /** Resolves when everything that was taken is written, or could not be. */
  settled(): Promise<void> {
    return this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting !== undefined) {
      const facts = this.#waiting;
      this.#waiting = undefined;
      try {
        await this.#deps.queue.noteRun(this.#runId, facts);
      } catch (error) {
        this.#deps.logger.warn('run_not_noted', { run: this.#runId, error: messageOf(error) });
      }
    }
    this.#isWriting = false;
  }
}

function factsOf(fact: LaunchFact): Facts | undefined {
  switch (fact.kind) {
    case 'process':
      return { pid: fact.pid, ...(fact.pidStarted === undefined ? {} : { pidStarted: fact.pidStarted }) };
    case 'session':
      return { sessionId: fact.sessionId };
    case 'first_event':
      return { firstEventMs: fact.afterMs };
    case 'progress':
      return { turns: fact.progress.turns, costUsd: fact.progress.costUsd, tokens: fact.progress.tokens };
    default:
      return undefined;
  }
}
