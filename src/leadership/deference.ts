import type { Clock } from '../base/clock.ts';
import { ParamedicError } from '../base/errors.ts';
import type { EngineEvent } from '../containers/event.ts';
import type { EngineFacts, StreamListener } from '../containers/ports.ts';
import type { Hands } from '../healing/ports.ts';
import type { Clearance } from './leadership.ts';

/** Longer than a standby takes to lead and to act. */
const PATIENCE_MS = 8_000;
const LOOK_AGAIN_MS = 250;

/** What an act leaves behind in the event stream. While we wait we do nothing, so these are somebody else's. */
const TRACES: readonly EngineEvent['action'][] = ['kill', 'die', 'stop', 'start', 'destroy'];

/**
 * The manners of a leader that does not know whether it still leads: Postgres may be away, or only its own road there. With
 * others standing by, it gives them the first hand on a container, and acts when nobody else has. Of two monitors that
 * cannot talk to each other the engine's events tell.
 */
export class Deference {
  readonly #clearance: () => Clearance;
  readonly #clock: Clock;
  /** Containers that we wait for, with whether somebody has touched them. */
  readonly #waiting = new Map<string, boolean>();

  constructor(clearance: () => Clearance, clock: Clock) {
    this.#clearance = clearance;
    this.#clock = clock;
  }

  /** The same hands, which wait, or throw `left_to_another` or `not_leading`, when it is not sure that they may act. */
  hands(inner: Hands): Hands {
    return {
      restart: async (id, options) => {
        await this.#clear(id);
        await inner.restart(id, options);
      },
      stop: async (id, options) => {
        await this.#clear(id);
        await inner.stop(id, options);
      },
      exec: async (id, command, options) => {
        await this.#clear(id);
        return inner.exec(id, command, options);
      },
      recreate: async (id, options) => {
        await this.#clear(id);
        return inner.recreate(id, options);
      },
      repairRecreates: async (isLeft) => (this.#clearance() === 'act' ? inner.repairRecreates(isLeft) : []),
    };
  }

  /** The same listener; what it hears is noted on the way. */
  listener(inner: StreamListener): StreamListener {
    return {
      onEvent: (event: EngineEvent) => {
        if (this.#waiting.has(event.id) && TRACES.includes(event.action)) this.#waiting.set(event.id, true);
        inner.onEvent(event);
      },
      onConnected: (engine: EngineFacts) => inner.onConnected(engine),
      onDisconnected: (reason: string) => inner.onDisconnected(reason),
    };
  }

  async #clear(id: string): Promise<void> {
    if (this.#clearance() === 'act') return;
    this.#waiting.set(id, false);
    try {
      const patientUntil = this.#clock.now() + PATIENCE_MS;
      while (this.#clock.now() < patientUntil) {
        const clearance = this.#clearance();
        // Ours again under the same epoch: nobody else has led.
        if (clearance === 'act') return;
        if (clearance === 'refuse') throw new ParamedicError('not_leading', 'another monitor leads by now');
        if (this.#waiting.get(id) === true) {
          throw new ParamedicError(
            'left_to_another',
            'somebody else, probably the monitor that leads now, was quicker',
          );
        }
        await this.#clock.sleep(LOOK_AGAIN_MS);
      }
    } finally {
      this.#waiting.delete(id);
    }
  }
}
