import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { HealConfig } from '../config/config.ts';
import type { Container } from '../containers/container.ts';
import type { Census } from '../containers/ports.ts';
import { advance, advanceAfterAct } from '../flow.ts';
import type { Chart } from '../healing/chart.ts';
import type { Step, World } from '../healing/draft.ts';
import { evidenceOf } from '../healing/episode.ts';
import type { Healer } from '../healing/healer.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Remediation } from '../incidents/incident.ts';
import type { Change, Ledger } from '../incidents/ledger.ts';
import { decisionRecord } from './decision-record.ts';
import type { Pulse } from './pulse.ts';
import type { Entry, Roster } from './roster.ts';

export interface WardDeps {
  readonly host: string;
  readonly heal: HealConfig;
  readonly roster: Roster;
  readonly pulse: Pulse;
  readonly census: Census;
  readonly healer: Healer;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly happenings: Emitter<Happening>;
  readonly newId: () => string;
  /** What people are told, in the same transaction as what it tells of. */
  readonly outbox: (happenings: readonly Happening[], now: number) => readonly Change[];
  /** Called with the new due time of a target. */
  readonly onDue: (at: number) => void;
}

/** A failed write is tried again with the next look at the target, this much later. */
const RECORD_AGAIN_MS = 1_000;

/** Takes looks into charts: decides (flow), records, tells, then acts; one target after itself, all targets side by side. */
export class Ward {
  readonly #deps: WardDeps;
  readonly #executing = new Map<string, { started: boolean }>();

  constructor(deps: WardDeps) {
    this.#deps = deps;
  }

  /** Takes a fresh look at a target into its chart. `at`: when it was so, by the engine's clock. */
  look(entry: Entry, container: Container, at: number, gone = false): Promise<void> {
    return entry.enqueue(() =>
      this.#step(entry, (world, now) =>
        advance(entry.chart, { container, intent: entry.intent, at, gone }, world, now),
      ),
    );
  }

  /** Decides anew on what is known; for due times. */
  again(entry: Entry): Promise<void> {
    return entry.enqueue(() =>
      this.#step(entry, (world, now) =>
        advance(entry.chart, { container: entry.chart.container, intent: entry.intent, at: now }, world, now),
      ),
    );
  }

  /**
   * Is this very container being restarted for us, and not seen to start again yet? The engine also finishes the restart of
   * a Paramedic that was killed in the middle of it.
   */
  isOurs(entry: Entry): boolean {
    const { attempts, container } = entry.chart;
    return attempts.some(
      ({ id, finishedAt, containerId }) =>
        finishedAt === undefined && containerId === container.id && this.#executing.get(id)?.started !== true,
    );
  }

  noteStarted(entry: Entry): void {
    for (const attempt of entry.chart.attempts) {
      const running = this.#executing.get(attempt.id);
      if (running !== undefined) running.started = true;
    }
  }

  async #step(entry: Entry, decide: (world: World, now: number) => Step): Promise<void> {
    const { clock, pulse, heal, ledger, logger, happenings, outbox, onDue } = this.#deps;
    const now = clock.now();
    const step = decide(this.#world(), now);
    const unreserve = step.act === undefined ? undefined : this.#begin(step.act, pulse, heal);
    let evidence: Promise<Container | undefined> | undefined;
    try {
      const changes = [...step.changes, ...outbox(step.happenings, now)];
      const recording = changes.length > 0 ? ledger.record(changes) : undefined;
      // Asked for beside the write, so that it costs the restart no time.
      if (step.act !== undefined) evidence = this.#evidence(step.act.containerId);
      await recording;
    } catch (error) {
      // Nothing was recorded, so nothing has happened: the chart stays, no act follows.
      unreserve?.();
      if (step.act !== undefined) this.#notRecorded(step.act, now);
      entry.chart = { ...entry.chart, dueAt: now + RECORD_AGAIN_MS };
      onDue(now + RECORD_AGAIN_MS);
      logger.error('record_failed', { target: entry.chart.target, error: messageOf(error) });
      return;
    }
    entry.chart = prune(step.chart, now, heal);
    if (step.decision !== undefined && step.inputs !== undefined) {
      entry.remember(decisionRecord(step.decision, step.inputs, now));
    }
    if (entry.chart.dueAt !== undefined) onDue(entry.chart.dueAt);
    if (step.act !== undefined) {
      void this.#carryOut(entry, step.act, evidence);
      // First the request leaves, then log, metrics and messages tell of it.
      await clock.sleep(0);
    }
    for (const happening of step.happenings) happenings.emit(happening);
  }

  #begin(attempt: Remediation, pulse: Pulse, heal: HealConfig): () => void {
    this.#executing.set(attempt.id, { started: false });
    return pulse.reserve(attempt.intendedAt, heal.hostBudget.windowMs);
  }

  #notRecorded(act: Remediation, at: number): void {
    this.#executing.delete(act.id);
    const { target, incidentId } = act;
    this.#deps.happenings.emit({ kind: 'heal_refused', at, target, reason: 'not_recorded', incidentId });
  }

  #world(): World {
    const { host, heal, pulse, newId } = this.#deps;
    return {
      host,
      heal,
      surroundings: pulse.surroundings(),
      watchedSince: pulse.watchedSince,
      executing: new Set(this.#executing.keys()),
      newId,
    };
  }

  async #carryOut(
    entry: Entry,
    attempt: Remediation,
    evidence: Promise<Container | undefined> | undefined,
  ): Promise<void> {
    const { census, healer, clock } = this.#deps;
    const result = await healer.restart(attempt, entry.chart.settings.stopTimeoutMs, () =>
      isStillWanted(entry, attempt),
    );
    const before = await evidence;
    // The outcome and a fresh look go in together: the look before the restart is no proof of anything.
    const after = await census.inspect(attempt.containerId).catch(() => undefined);
    await entry.enqueue(async () => {
      if (after !== undefined) entry.factsAt = clock.now();
      await this.#step(entry, (world, now) => {
        const seen = after === undefined ? undefined : { container: after, intent: entry.intent, at: now };
        return withEvidence(advanceAfterAct(entry.chart, result, seen, world, now), attempt, before);
      });
      this.#executing.delete(attempt.id);
    });
  }

  #evidence(containerId: string): Promise<Container | undefined> {
    return this.#deps.census.inspect(containerId).catch(() => undefined);
  }
}

/** Between decision and turn a container may have recovered, or a person may have stepped in. */
function isStillWanted(entry: Entry, attempt: Remediation): boolean {
  const { chart, intent } = entry;
  return chart.verdict.kind === 'sick' && chart.container.id === attempt.containerId && !intent.stoppedOnPurpose;
}

/** What the container looked like before the first attempt: the health check's last words, above all. */
function withEvidence(step: Step, attempt: Remediation, before: Container | undefined): Step {
  if (before === undefined || attempt.attempt !== 1) return step;
  const evidence = evidenceOf(before);
  const change: Change = { kind: 'incident_changed', id: attempt.incidentId, set: { evidence } };
  const incidents = step.chart.incidents.map((open) => (open.id === attempt.incidentId ? { ...open, evidence } : open));
  return { ...step, chart: { ...step.chart, incidents }, changes: [change, ...step.changes] };
}

/** Attempts that no rule looks at any more are forgotten: nothing grows with history. */
function prune(chart: Chart, now: number, heal: HealConfig): Chart {
  const horizon = now - Math.max(heal.budget.windowMs, heal.hostBudget.windowMs, heal.resetMs + heal.backoffMaxMs);
  const open = new Set(chart.incidents.map((incident) => incident.id));
  const needed = (attempt: Remediation) => attempt.intendedAt > horizon || open.has(attempt.incidentId);
  return chart.attempts.every(needed) ? chart : { ...chart, attempts: chart.attempts.filter(needed) };
}
