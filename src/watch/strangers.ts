import type { EngineEvent } from '../containers/event.ts';
import { type Intent, NO_INTENT, nextIntent } from '../containers/intent.ts';
import type { Remediation } from '../incidents/incident.ts';
import { nextNumber } from './news.ts';
import { isOwnAct } from './own-acts.ts';

interface Stranger {
  readonly intent: Intent;
  /** The number of the last that was heard of it (see news.ts). */
  readonly heardAs: number;
  /** It was its target once; what is told of its end comes late. */
  readonly isFormer: boolean;
}

/** What was heard of containers that have no chart of their own: newcomers, replacements in waiting, and those that have just gone. */
export class Strangers {
  readonly #byId = new Map<string, Stranger>();

  /** `attempts`: on its target. */
  hear(event: EngineEvent, attempts: readonly Remediation[]): Stranger {
    const { intent = NO_INTENT, isFormer = false } = this.#byId.get(event.id) ?? {};
    const next = nextIntent(intent, event, isOwnAct(attempts, event, intent));
    const heard = { intent: next, heardAs: nextNumber(), isFormer };
    this.#byId.set(event.id, heard);
    return heard;
  }

  /** Its container is not the target any more: what is told of its end from now on is told of a stranger. */
  join(id: string, intent: Intent): void {
    this.#byId.set(id, { intent, heardAs: nextNumber(), isFormer: true });
  }

  /** Once: it is a stranger no more. */
  take(id: string): Intent | undefined {
    const heard = this.#byId.get(id);
    this.#byId.delete(id);
    return heard?.intent;
  }

  /** Who is not on the engine any more is forgotten; `number`: as which question that list was asked for. */
  keep(present: ReadonlySet<string>, number: number): void {
    for (const [id, { heardAs }] of this.#byId) if (heardAs < number && !present.has(id)) this.#byId.delete(id);
  }
}
