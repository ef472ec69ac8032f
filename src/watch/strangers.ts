import type { EngineEvent } from '../containers/event.ts';
import { type Intent, NO_INTENT, nextIntent } from '../containers/intent.ts';
import type { Remediation } from '../incidents/incident.ts';
import { isOwnAct } from './own-acts.ts';

/** Events come late: one that is not on the engine any more may be told of for a while. */
const FORGOTTEN_AFTER_MS = 60_000;

interface Stranger {
  readonly intent: Intent;
  readonly heardAt: number;
  /** It was its target once; what is told of its end comes late. */
  readonly isFormer: boolean;
}

/** What was heard of containers that have no chart of their own: newcomers, replacements in waiting, and those that have just gone. */
export class Strangers {
  readonly #byId = new Map<string, Stranger>();

  /** `attempts`: on its target. */
  hear(event: EngineEvent, attempts: readonly Remediation[], now: number): Stranger {
    const { intent = NO_INTENT, isFormer = false } = this.#byId.get(event.id) ?? {};
    const next = nextIntent(intent, event, isOwnAct(attempts, event, intent));
    const heard = { intent: next, heardAt: now, isFormer };
    this.#byId.set(event.id, heard);
    return heard;
  }

  /** Its container is not the target any more: what is told of its end from now on is told of a stranger. */
  join(id: string, intent: Intent, now: number): void {
    this.#byId.set(id, { intent, heardAt: now, isFormer: true });
  }

  /** Once: it is a stranger no more. */
  take(id: string): Intent | undefined {
    const heard = this.#byId.get(id);
    this.#byId.delete(id);
    return heard?.intent;
  }

  /** Who is not on the engine any more, and has not been heard of for some time, is forgotten. */
  keep(present: ReadonlySet<string>, now: number): void {
    for (const [id, { heardAt }] of this.#byId) {
      if (!present.has(id) && now - heardAt > FORGOTTEN_AFTER_MS) this.#byId.delete(id);
    }
  }
}
