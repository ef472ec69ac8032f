import type { Container } from './container.ts';
import type { EngineEvent } from './event.ts';

/** What the event stream told about how and why a container ended, since it was last started. */
export interface Intent {
  /** The start of this life, as far as it was told of or seen. */
  readonly startedAt: number | undefined;
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
  /** Last time that a person stopped it, in whichever life. */
  readonly takenDownAt: number | undefined;
}

export const NO_INTENT: Intent = {
  startedAt: undefined,
  kill: undefined,
  end: undefined,
  stoppedOnPurpose: false,
  oomAt: undefined,
  stopAt: undefined,
  removedAt: undefined,
  touchedAt: undefined,
  takenDownAt: undefined,
};

/**
 * SIGINT, SIGQUIT, SIGKILL, SIGTERM: sent to end it, but only the third always does: a JVM answers SIGQUIT with a list of its
 * threads and goes on, and a first process without a handler hears none of the others.
 */
const ENDING_SIGNALS: readonly number[] = [2, 3, 9, 15];

/** An end this soon after such a signal is of it, whatever the exit code. */
const ENDS_WITHIN_MS = 30_000;

/** Later than that, but not later than this, the exit code tells: 0, or that of the very signal (143 after SIGTERM). */
const FINISHES_WITHIN_MS = 900_000;

/** The engine tells of a stop so soon after the end that it led to. */
const STOP_FOLLOWS_WITHIN_MS = 2_000;

/** So much later than a look the event may arrive that tells of the same end: why it ended is not known before. */
const END_TOLD_WITHIN_MS = 5_000;

/** An `oom` event belongs to the end that follows it this closely. */
const OOM_WINDOW_MS = 10_000;

/** A busy engine may hear of the end first, and tell of the memory this much later. */
const OOM_FOLLOWS_WITHIN_MS = 500;
const KILLED = 137;

/**
 * `docker stop` emits kill, die, stop (newer engines: kill, stop, die), with one more kill when its timeout is over; `docker
 * kill` emits kill, die; out of memory emits oom, die; a crash emits die alone. The stop follows its die by some 50 ms.
 * `ours`: Paramedic is restarting this very container at this moment and has not seen it start again yet.
 */
export function nextIntent(intent: Intent, event: EngineEvent, ours: boolean): Intent {
  const takenDownAt = intent.stoppedOnPurpose ? intent.takenDownAt : event.at;
  switch (event.action) {
    case 'kill':
      return { ...intent, kill: { at: event.at, signal: event.signal ?? 15, ours } };
    case 'oom':
      return { ...intent, oomAt: event.at };
    case 'die': {
      const onPurpose = !ours && isOfSignal(intent, event);
      return {
        ...intent,
        end: { at: event.at, ours },
        stoppedOnPurpose: onPurpose || intent.stoppedOnPurpose,
        ...(onPurpose && { touchedAt: event.at, takenDownAt }),
      };
    }
    case 'stop':
      return {
        ...intent,
        end: intent.end ?? { at: event.at, ours },
        stoppedOnPurpose: !ours,
        ...(!ours && { stopAt: event.at, touchedAt: event.at, takenDownAt }),
      };
    case 'destroy':
      return { ...intent, removedAt: event.at };
    case 'start':
      return started(intent, event.at, ours);
    default:
      return intent;
  }
}

/** Does the signal that somebody sent explain the end? For whoever stops slowly, the engine's `stop` says so afterwards. */
function isOfSignal({ kill, oomAt }: Intent, { at, exitCode }: EngineEvent): boolean {
  if (kill === undefined || !ENDING_SIGNALS.includes(kill.signal)) return false;
  const after = at - kill.at;
  const finished = exitCode === 0 || exitCode === 128 + kill.signal;
  if (finished && after < FINISHES_WITHIN_MS) return true;
  const ranOutSince = oomAt !== undefined && oomAt >= kill.at && at - oomAt < OOM_WINDOW_MS;
  return after < ENDS_WITHIN_MS && !ranOutSince;
}

function started(intent: Intent, at: number, ours: boolean): Intent {
  // A start that nobody asked us for and that the engine's restart policy does not explain was a person's: it undoes no
  // stop of its own accord, whoever stopped it.
  const byPerson = !ours && (intent.stoppedOnPurpose || intent.end?.ours === true);
  const { takenDownAt } = intent;
  return { ...NO_INTENT, startedAt: at, touchedAt: byPerson ? at : intent.touchedAt, takenDownAt };
}

/** What ended before we ever watched is history: a job that failed last week is not run again. A person's stop holds on. */
export const withoutHistory = (intent: Intent, watchedFrom: number): Intent =>
  intent.end !== undefined && !intent.stoppedOnPurpose && intent.end.at < watchedFrom
    ? { ...intent, end: undefined }
    : intent;

/**
 * What a look adds to what was heard: a container that was started after the end that we know of has been started, also when
 * nobody told us, and if it is down again, then by another end. The event may be late, or a gap has swallowed it: the engine
 * keeps few. All instants are the engine's. `ours`: an attempt of ours was under way at that start.
 */
export function intentSeen(intent: Intent, { startedAt }: Container, ours: boolean): Intent {
  const { end, stopAt = 0, kill, oomAt } = intent;
  if (startedAt === undefined || end === undefined) return intent;
  if (startedAt <= Math.max(end.at, stopAt)) return intent;
  const isOfThisLife = (at: number | undefined): boolean => at !== undefined && at >= startedAt;
  return {
    ...started(intent, startedAt, ours),
    kill: isOfThisLife(kill?.at) ? kill : undefined,
    oomAt: isOfThisLife(oomAt) ? oomAt : undefined,
  };
}

/**
 * Until when one that is up may be ending, because somebody asked it to: it drains, it hears nobody any more, and the engine
 * ends its health check with it. What fails by then is no sickness. Undefined: nobody asked.
 */
export function mayBeEndingUntil({ kill }: Intent, { stopGraceMs = 0 }: Container): number | undefined {
  if (kill === undefined || kill.ours || !ENDING_SIGNALS.includes(kill.signal)) return undefined;
  return kill.at + Math.max(ENDS_WITHIN_MS, stopGraceMs + STOP_FOLLOWS_WITHIN_MS);
}

/** Why a container that is not running ended. */
export type EndCause =
  | { kind: 'on_purpose' }
  | { kind: 'oom' }
  | { kind: 'crash' }
  /** We stopped it in order to restart it, and it did not come up again. */
  | { kind: 'ours' }
  /**
   * What it was the engine tells within moments: a look was quicker than its events; a signal was sent in this life, and a
   * `stop` event may follow; or it was killed and nobody sent a signal, and an `oom` event may.
   */
  | { kind: 'undecided'; reason: 'stop_may_follow' | 'oom_may_follow'; until: number }
  /** It ended while nobody watched: crash and `docker stop` cannot be told apart. */
  | { kind: 'unseen' };

export function endCause(container: Container, intent: Intent, now: number): EndCause {
  if (intent.stoppedOnPurpose) return { kind: 'on_purpose' };
  const { end, kill, oomAt } = intent;
  if (end === undefined) {
    const until = (container.finishedAt ?? 0) + END_TOLD_WITHIN_MS;
    return now < until ? { kind: 'undecided', reason: 'stop_may_follow', until } : { kind: 'unseen' };
  }
  if (end.ours) return { kind: 'ours' };
  // However long ago the signal was: a stop may grant an hour, and the end of it must not be healed before it is told.
  const mayBeStop = kill !== undefined && !kill.ours;
  if (mayBeStop && now < end.at + STOP_FOLLOWS_WITHIN_MS) {
    return { kind: 'undecided', reason: 'stop_may_follow', until: end.at + STOP_FOLLOWS_WITHIN_MS };
  }
  const oom = container.oomKilled || (oomAt !== undefined && end.at - oomAt < OOM_WINDOW_MS);
  if (!oom && container.exitCode === KILLED && now < end.at + OOM_FOLLOWS_WITHIN_MS) {
    return { kind: 'undecided', reason: 'oom_may_follow', until: end.at + OOM_FOLLOWS_WITHIN_MS };
  }
  return { kind: oom ? 'oom' : 'crash' };
}
