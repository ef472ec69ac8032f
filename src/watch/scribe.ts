import type { Emitter } from '../base/emitter.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { HealConfig } from '../config/config.ts';
import type { Step } from '../healing/draft.ts';
import type { Happening } from '../incidents/happening.ts';
import type { Remediation } from '../incidents/incident.ts';
import type { Change, Ledger } from '../incidents/ledger.ts';
import { tellQueued } from './escalating.ts';
import type { Pulse } from './pulse.ts';
import type { Entry } from './roster.ts';
import type { Treatment } from './treatment.ts';

export interface ScribeDeps {
  readonly heal: HealConfig;
  readonly pulse: Pulse;
  readonly treatment: Treatment;
  readonly ledger: Ledger;
  readonly logger: Logger;
  readonly happenings: Emitter<Happening>;
  /** What people are told, in the same transaction as what it tells of. */
  readonly outbox: (happenings: readonly Happening[], now: number) => readonly Change[];
  /** What goes on the queue for Claude Code with a step, and what no longer needs it. */
  readonly escalate: (entry: Entry, happenings: readonly Happening[], now: number) => readonly Change[];
  /** Called with the new due time of a target. */
  readonly onDue: (at: number) => void;
}

/** A failed write is tried again with the next look at the target, this much later. */
const RECORD_AGAIN_MS = 1_000;

/** Writes steps down before anything of them happens: all of a step, or nothing. */
export class Scribe {
  readonly #deps: ScribeDeps;
  /** Decisions that led to an act go on record with what follows it: the act does not wait for them. */
  readonly #late = new WeakMap<Entry, Change[]>();

  constructor(deps: ScribeDeps) {
    this.#deps = deps;
  }

  /** Throws when nothing could be written: then nothing has happened, and the chart is the old one. */
  async record(entry: Entry, step: Step, now: number): Promise<void> {
    const { pulse, heal, ledger, logger, outbox, escalate, happenings, onDue, treatment } = this.#deps;
    const unreserve = step.act === undefined ? undefined : pulse.reserve(now, heal.hostBudget.windowMs);
    if (step.act !== undefined) treatment.begin(step.act);
    try {
      const onCall = step.happenings.length === 0 ? [] : escalate(entry, step.happenings, now);
      const changes = [...this.#due(entry, step), ...step.changes, ...onCall, ...outbox(step.happenings, now)];
      if (changes.length > 0) await ledger.record(changes);
      this.#late.delete(entry);
      tellQueued(happenings, onCall, now);
    } catch (error) {
      unreserve?.();
      if (step.act !== undefined) this.#notRecorded(step.act, now);
      entry.chart = { ...entry.chart, dueAt: now + RECORD_AGAIN_MS };
      onDue(now + RECORD_AGAIN_MS);
      logger.error('record_failed', { target: entry.chart.target, error: messageOf(error) });
      throw error;
    }
  }

  /** For the board at once; on record with this step, or after the act that it led to. */
  remember(entry: Entry, { decided, act }: Step): void {
    if (decided === undefined) return;
    if (entry.remember(decided.record) && act !== undefined) this.#late.set(entry, [decided.change]);
  }

  /** Decisions that go on record with this step: those that waited, and this one unless an act waits for it. */
  #due(entry: Entry, { decided, act }: Step): readonly Change[] {
    const late = this.#late.get(entry) ?? [];
    return decided === undefined || act !== undefined || !entry.isNews(decided.record)
      ? late
      : [...late, decided.change];
  }

  #notRecorded(act: Remediation, at: number): void {
    this.#deps.treatment.end(act);
    const { target, incidentId } = act;
    this.#deps.happenings.emit({ kind: 'heal_refused', at, target, reason: 'not_recorded', incidentId });
  }
}
