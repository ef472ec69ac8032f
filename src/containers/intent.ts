import type { Container } from './container.ts';
import type { EngineEvent } from './event.ts';

/** What the event stream told about how and why a container ended, since it was last started. */
export interface Intent {
  /** Last signal that somebody sent through the engine. */
  readonly kill: { readonly at: number; readonly signal: number; readonly ours: boolean } | undefined;
  /** The end that we saw happen. */
  readonly end: { readonly at: number; readonly ours: boolean } | undefined;
  /** Somebody other than us stopped it. */
  readonly stoppedOnPurpose: boolean;
  readonly oomAt: number | undefined;
  /** Somebody asked the engine for a stop, rather than for a kill. */
  readonly stopAt: number | undefined;
  readonly removedAt: number | undefined;
  /** Last time that a person stopped, started or replaced it. */
  readonly touchedAt: number | undefined;
}

export const NO_INTENT: Intent = {
  kill: undefined,
  end: undefined,
  stoppedOnPurpose: false,
  oomAt: undefined,
  stopAt: undefined,
  removedAt: undefined,
  touchedAt: undefined,
};

/** SIGINT, SIGQUIT, SIGKILL, SIGTERM: nobody sends these to a container that should stay up. */
const ENDING_SIGNALS: readonly number[] = [2, 3, 9, 15];

/** An `oom` event belongs to the end that follows it this closely. */
const OOM_WINDOW_MS = 10_000;

/**
 * `docker stop` emits kill, die, stop (newer engines: kill, stop, die); `docker kill` emits kill, die; a crash emits die
 * alone.
 * `ours`: Paramedic is restarting this very container at this moment and has not seen it start again yet.
 */
export function nextIntent(intent: Intent, event: EngineEvent, ours: boolean): Intent {
  const touchedAt = ours ? intent.touchedAt : event.at;
  switch (event.action) {
    case 'kill':
      return { ...intent, kill: { at: event.at, signal: event.signal ?? 15, ours } };
    case 'oom':
      return { ...intent, oomAt: event.at };
    case 'die': {
      const onPurpose = !ours && intent.kill !== undefined && ENDING_SIGNALS.includes(intent.kill.signal);
      return {
        ...intent,
        end: { at: event.at, ours },
        stoppedOnPurpose: onPurpose || intent.stoppedOnPurpose,
        touchedAt: onPurpose ? event.at : intent.touchedAt,
      };
    }
    case 'stop':
      return {
        ...intent,
        end: intent.end ?? { at: event.at, ours },
        stoppedOnPurpose: !ours,
        stopAt: ours ? intent.stopAt : event.at,
        touchedAt,
      };
    case 'destroy':
      return { ...intent, removedAt: event.at };
    case 'start': {
      // A start that nobody asked us for and that the engine's restart policy does not explain was a person's: it undoes no
      // stop of its own accord, whoever stopped it.
      const byPerson = !ours && (intent.stoppedOnPurpose || intent.end?.ours === true);
      return { ...NO_INTENT, touchedAt: byPerson ? event.at : intent.touchedAt };
    }
    default:
      return intent;
  }
}

/** Why a container that is not running ended. */
export type EndCause =
  | { kind: 'on_purpose' }
  | { kind: 'oom' }
  | { kind: 'crash' }
  /** We stopped it in order to restart it, and it did not come up again. */
  | { kind: 'ours' }
  /** A signal that some images stop by was sent; the engine's `stop` event tells within moments whether it was a stop. */
  | { kind: 'undecided'; until: number }
  /** It ended while nobody watched: crash and `docker stop` cannot be told apart. */
  | { kind: 'unseen' };

const STOP_FOLLOWS_WITHIN_MS = 2_000;
const AMBIGUOUS_SIGNAL_WINDOW_MS = 900_000;

export function endCause(container: Container, intent: Intent, now: number): EndCause {
  if (intent.stoppedOnPurpose) return { kind: 'on_purpose' };
  const { end, kill, oomAt } = intent;
  if (end === undefined) return { kind: 'unseen' };
  if (end.ours) return { kind: 'ours' };
  const oom = container.oomKilled || (oomAt !== undefined && end.at - oomAt < OOM_WINDOW_MS);
  if (oom) return { kind: 'oom' };
  const ambiguous = kill !== undefined && !kill.ours && end.at - kill.at < AMBIGUOUS_SIGNAL_WINDOW_MS;
  if (ambiguous && now < end.at + STOP_FOLLOWS_WITHIN_MS) {
    return { kind: 'undecided', until: end.at + STOP_FOLLOWS_WITHIN_MS };
  }
  return { kind: 'crash' };
}
