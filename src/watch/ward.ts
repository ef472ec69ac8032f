import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Container, HealthState } from '../containers/container.ts';
import { advance, advanceAfterAct, advanceAsAsked, advanceOnOrder, oblige } from '../flow.ts';
import type { Ask, AskRefusal } from '../healing/ask.ts';
import { type Chart, tookPlace } from '../healing/chart.ts';
import type { Step, World } from '../healing/draft.ts';
import { forgetOldAttempts } from '../healing/forget.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Incident, Remediation } from '../incidents/incident.ts';
import type { Order } from '../incidents/orders.ts';
import { LET_GO_MS } from './let-go.ts';
import type { Entry } from './roster.ts';
import { Scribe, type ScribeDeps } from './scribe.ts';
import { seenAfter, seenOf } from './seen.ts';
import { type WorldDeps, worldOf } from './world-of.ts';

export interface WardDeps extends ScribeDeps, WorldDeps {
  /** Called when an attempt is over: its outcome is on record. */
  readonly onAttemptOver: (entry: Entry) => void;
  /** Called after a step that changed the verdict on a target, or that waits for its parents. */
  readonly onTurn: (entry: Entry, step: Step) => void;
}

/** Undefined: there is nothing to decide any more. */
type Decide = (world: World, now: number) => Step | undefined;

export interface LookOptions {
  /** The container was removed and no other took its place; the last look at this target. */
  readonly gone?: boolean;
  /** What the labels of this very container say: they come in with it. */
  readonly standing?: Pick<Chart, 'settings' | 'place'>;
  /** Until when the container was there that this one replaces. */
  readonly formerUntil?: number | undefined;
  /** Asked when its turn has come: is it still the container that the target is? */
  readonly isStill?: () => boolean;
}

/** Takes looks into charts: decides (flow), records, tells, then acts; one target after itself, all targets side by side. */
export class Ward {
  readonly #deps: WardDeps;
  readonly #scribe: Scribe;
  /** Those that wait to be decided anew: asked for twice is done once. */
  readonly #again = new WeakMap<Entry, Promise<void>>();
  /** Who waits for the end of an attempt, by its id. */
  readonly #awaited = new Map<string, (over: Remediation) => void>();

  constructor(deps: WardDeps) {
    this.#deps = deps;
    this.#scribe = new Scribe(deps);
  }

  /** Takes a fresh look at a target into its chart. `at`: when it was so, by the engine's clock. */
  look(entry: Entry, container: Container, at: number, options: LookOptions = {}): Promise<void> {
    const { gone = false, standing, formerUntil, isStill = () => true } = options;
    return this.#do(entry, (world, now) => {
      if ((entry.hasLeft && !gone) || !isStill()) return undefined;
      const seen = { ...seenOf(entry, container, at), gone, formerUntil };
      return advance({ ...entry.chart, ...standing }, seen, world, now);
    });
  }

  /** The engine told of its health; the rest is as it is known by then. */
  turn(entry: Entry, id: string, health: HealthState, at: number): Promise<void> {
    return this.#do(entry, (world, now) => {
      const { container } = entry.chart;
      if (entry.hasLeft || container.id !== id || container.state !== 'running') return undefined;
      return advance(entry.chart, seenOf(entry, { ...container, health }, at), world, now);
    });
  }

  /** Decides anew on what is known; for due times, probes, symptoms, and what became of the parents. */
  again(entry: Entry): Promise<void> {
    const waiting = this.#again.get(entry);
    if (waiting !== undefined) return waiting;
    const done = this.#do(entry, (world, now) => {
      this.#again.delete(entry);
      return entry.hasLeft ? undefined : advance(entry.chart, seenOf(entry, entry.chart.container, now), world, now);
    });
    this.#again.set(entry, done);
    return done;
  }

  /** A restart for somebody else's sake: it counts for this container, and stands in the story of that incident. */
  oblige(entry: Entry, cause: Remediation): Promise<void> {
    return this.#do(entry, (world, now) => (entry.hasLeft ? undefined : oblige(entry.chart, cause, world, now)));
  }

  /** What a person wants done with an open incident. Rejects with the refusal, or when it cannot be recorded. */
  async order(entry: Entry, incidentId: string, order: Order): Promise<Incident> {
    let ordered: Incident | undefined;
    await this.#try(entry, (world, now) => {
      const { step, incident } = advanceOnOrder(entry.chart, incidentId, order, world, now);
      ordered = incident;
      return step;
    });
    return ordered as Incident;
  }

  /** Resolves when what was asked for is over, or with the reason why it is not done; rejects when it cannot be recorded. */
  async ask(entry: Entry, ask: Ask): Promise<Remediation | AskRefusal> {
    const over = Promise.withResolvers<Remediation>();
    let refused: AskRefusal | undefined;
    await this.#try(entry, (world, now) => {
      const { step, refusal } = advanceAsAsked(entry.chart, ask, world, now);
      refused = entry.hasLeft ? 'no_open_incident' : refusal;
      if (entry.hasLeft) return undefined;
      if (step.act !== undefined) this.#awaited.set(step.act.id, over.resolve);
      return step;
    });
    return refused ?? over.promise;
  }

  #do(entry: Entry, decide: Decide): Promise<void> {
    return this.#try(entry, decide).catch(() => {});
  }

  /** One step at its turn; rejects, and has done nothing, when it could not be recorded. */
  #try(entry: Entry, decide: Decide): Promise<void> {
    return new Promise((resolve, reject) => {
      void entry.enqueue(() => this.#step(entry, decide).then(resolve, reject));
    });
  }

  async #step(entry: Entry, decide: Decide): Promise<void> {
    const { clock, heal, happenings, onDue, onTurn } = this.#deps;
    const now = clock.now();
    const before = entry.chart.verdict;
    const step = this.#decided(entry, decide, now);
    if (step === undefined) return;
    await this.#scribe.record(entry, step, now);
    entry.chart = forgetOldAttempts(step.chart, now, heal);
    this.#scribe.remember(entry, step);
    if (entry.chart.dueAt !== undefined) onDue(entry.chart.dueAt);
    if (step.act !== undefined) {
      void this.#carryOut(entry, step.act);
      // First the engine acts, then log, metrics and messages tell of it.
      await clock.sleep(LET_GO_MS);
    }
    for (const happening of step.happenings) happenings.emit(happening);
    const untried = step.decision?.kind === 'give_up' && step.decision.reason !== 'attempts_exhausted';
    if (untried) void this.#keepPicture(entry, step.happenings, now);
    if (before.kind !== entry.chart.verdict.kind || step.decision?.reason === 'parents_first') onTurn(entry, step);
  }

  #decided(entry: Entry, decide: Decide, now: number): Step | undefined {
    try {
      return decide(worldOf(entry, this.#deps), now);
    } catch (error) {
      // An order that is refused is no fault of ours; whoever gave it is told.
      const isRefusal = error instanceof ParamedicError;
      if (!isRefusal) this.#deps.logger.error('step_failed', { target: entry.chart.target, error: messageOf(error) });
      throw error;
    }
  }

  /** What is handed over without any attempt is handed over with its evidence all the same. */
  async #keepPicture(entry: Entry, happenings: readonly Happening[], now: number): Promise<void> {
    const { treatment } = this.#deps;
    const handed = happenings.flatMap((it) => (it.kind === 'incident_escalated' ? [it.incident.id] : []))[0];
    if (handed === undefined) return;
    const evidence = await treatment.picture(entry, now);
    await this.#do(entry, (_world, at) => {
      const nothing = { changes: [], happenings: [], decision: undefined, inputs: undefined, decided: undefined };
      const step = { ...nothing, chart: entry.chart, act: undefined };
      return treatment.withEvidence(step, { incidentId: handed, attempt: 1 }, evidence, at);
    });
  }

  async #carryOut(entry: Entry, attempt: Remediation): Promise<void> {
    const { treatment, pulse, onAttemptOver } = this.#deps;
    const { result, after, number, evidence } = await treatment.carryOut(entry, attempt);
    if (!tookPlace(result)) pulse.giveBack(attempt.intendedAt);
    await this.#do(entry, (world, now) => {
      const step = advanceAfterAct(entry.chart, result, seenAfter(entry, attempt, after, number, now), world, now);
      return treatment.withEvidence(step, attempt, evidence, now);
    });
    treatment.end(attempt);
    const { outcome, error, detail } = result;
    this.#awaited.get(attempt.id)?.({ ...attempt, finishedAt: this.#deps.clock.now(), outcome, error, detail });
    this.#awaited.delete(attempt.id);
    onAttemptOver(entry);
  }
}
