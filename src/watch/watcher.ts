import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Container } from '../containers/container.ts';
import type { EngineEvent } from '../containers/event.ts';
import { type Intent, nextIntent, withoutHistory } from '../containers/intent.ts';
import type { Census, EngineFacts, StreamListener } from '../containers/ports.ts';
import type { Healer } from '../healing/healer.ts';
import type { Admission } from './admission.ts';
import type { EngineWatch } from './engine-watch.ts';
import type { MissingServices } from './missing-services.ts';
import { nextNumber } from './news.ts';
import { isOwnAct } from './own-acts.ts';
import type { Past } from './past.ts';
import type { Entry, Roster } from './roster.ts';
import type { Rules } from './rules.ts';
import { Strangers } from './strangers.ts';
import type { Treatment } from './treatment.ts';
import type { Ward } from './ward.ts';

export interface WatcherDeps {
  readonly roster: Roster;
  readonly ward: Ward;
  readonly treatment: Treatment;
  readonly healer: Healer;
  readonly admission: Admission;
  readonly engineWatch: EngineWatch;
  readonly census: Census;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly rules: Rules;
  readonly past: Past;
  readonly missing: MissingServices;
  /** Asks for a full look at everything: soon, or at once. */
  readonly reconcileSoon: () => void;
  readonly reconcileNow: () => void;
}

/** Reads the event stream: folds what it tells of intent, and looks at the one container that an event is about. */
export class Watcher implements StreamListener {
  readonly #deps: WatcherDeps;
  readonly #strangers = new Strangers();
  /** Containers that are being inspected, with whether one more look is due after that. */
  readonly #looking = new Map<string, boolean>();

  constructor(deps: WatcherDeps) {
    this.#deps = deps;
  }

  onConnected(engine: EngineFacts): void {
    this.#deps.engineWatch.connected(engine);
    this.#deps.reconcileNow();
  }

  onDisconnected(reason: string): void {
    this.#deps.engineWatch.disconnected(reason);
  }

  onEvent(event: EngineEvent): void {
    const { roster, engineWatch, reconcileSoon, rules } = this.#deps;
    engineWatch.heard();
    if (event.action === 'create') rules.learnJobsOf(event);
    const entry = roster.get(event.target);
    if (entry?.chart.container.id === event.id) this.#onOwnEvent(entry, event);
    else if (rules.isWatched(event)) this.#onStranger(event, reconcileSoon);
  }

  #onStranger(event: EngineEvent, reconcileSoon: () => void): void {
    const { roster, past, missing, clock } = this.#deps;
    const entry = roster.get(event.target);
    const attempts = entry?.chart.attempts ?? past.attemptsOf(event.target);
    const { intent, isFormer } = this.#strangers.hear(event, attempts, clock.now());
    if (isFormer && entry !== undefined) this.#noteTakenDown(entry, intent);
    if (event.action === 'destroy') {
      missing.noteTold(event.id, intent);
      this.#strangers.take(event.id);
      reconcileSoon();
    } else if (event.action !== 'kill' && event.action !== 'oom') {
      this.#look(event.id, event.at);
    }
  }

  /** Has a look at containers that somebody has a question about. */
  lookAt(ids: readonly string[]): void {
    for (const id of ids) this.#look(id, this.#deps.clock.now());
  }

  /** The intent folded so far of a container that joins the roster; it is a stranger no more. */
  introduce(id: string, instead?: Entry): Intent | undefined {
    if (instead !== undefined) this.noteGone(instead);
    return this.#strangers.take(id);
  }

  /** Its container is not the target any more; what is told of its end may come late. */
  noteGone({ chart, intent }: Entry): void {
    this.#strangers.join(chart.container.id, intent, this.#deps.clock.now());
  }

  /** The one before it was stopped by a person: that ended what was open then, whoever runs by now. */
  #noteTakenDown(entry: Entry, { takenDownAt = 0 }: Intent): void {
    if (takenDownAt <= (entry.intent.takenDownAt ?? 0)) return;
    entry.intent = { ...entry.intent, takenDownAt };
    void this.#deps.ward.again(entry);
  }

  /** Strangers that are not on the engine any more are forgotten after some time. */
  keepStrangers(present: ReadonlySet<string>): void {
    this.#strangers.keep(present, this.#deps.clock.now());
  }

  #onOwnEvent(entry: Entry, event: EngineEvent): void {
    const { treatment, healer, reconcileSoon } = this.#deps;
    entry.heard(event);
    if (event.action === 'health_status') {
      this.#onHealth(entry, event);
      return;
    }
    const over = entry.chart.attempts.filter(({ finishedAt }) => finishedAt !== undefined);
    const ours = treatment.isOurs(entry) || isOwnAct(over, event, entry.intent);
    entry.intent = withoutHistory(nextIntent(entry.intent, event, ours), entry.watchedFrom);
    switch (event.action) {
      case 'kill':
      case 'oom':
        return;
      case 'die':
        healer.noteEnded(event.id);
        break;
      case 'start':
        treatment.noteStarted(entry);
        entry.toldStart = nextNumber();
        break;
      case 'destroy':
      case 'rename':
        reconcileSoon();
        return;
      default:
        break;
    }
    this.#look(event.id, event.at);
  }

  /** The fast road: the event itself is the look. An event older than what we know is only a reason to look. */
  #onHealth(entry: Entry, event: EngineEvent): void {
    const { chart } = entry;
    const isNews = event.health !== undefined && chart.container.state === 'running' && event.at >= entry.factsAt;
    if (!isNews || event.health === undefined) {
      this.#look(event.id, event.at);
      return;
    }
    entry.factsAt = event.at;
    entry.toldHealth = { number: nextNumber(), id: event.id, at: event.at, health: event.health };
    void this.#deps.ward.turn(entry, event.id, event.health, event.at);
  }

  /** Inspects a container and takes it in; events that come meanwhile lead to one more look, not to many. */
  #look(id: string, at: number): void {
    if (this.#looking.has(id)) {
      this.#looking.set(id, true);
      return;
    }
    this.#looking.set(id, false);
    void this.#lookUntilStill(id, at);
  }

  async #lookUntilStill(id: string, at: number): Promise<void> {
    const { census, clock, logger, admission, reconcileSoon } = this.#deps;
    try {
      let moment = at;
      do {
        this.#looking.set(id, false);
        const askedAt = clock.now();
        const number = nextNumber();
        const container: Container | undefined = await census.inspect(id);
        if (container === undefined) return reconcileSoon();
        const time = { at: Math.min(moment, askedAt), askedAt, number };
        const isTaken = await admission.admit(container, time, (stranger, instead) =>
          this.introduce(stranger, instead),
        );
        if (!isTaken) this.#looking.set(id, true);
        moment = clock.now();
      } while (this.#looking.get(id) === true);
    } catch (error) {
      // The reconcile is the truth; a look that failed is made up for there.
      logger.debug('look_failed', { container: id.slice(0, 12), error: messageOf(error) });
      reconcileSoon();
    } finally {
      this.#looking.delete(id);
    }
  }
}
