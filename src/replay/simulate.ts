import { ParamedicError } from '../base/errors.ts';
import type { Config } from '../config/config.ts';
import type { ContainerSettings } from '../config/container-settings.ts';
import { parseLabels } from '../config/labels.ts';
import { advance, advanceAfterAct } from '../flow.ts';
import type { Quiet, Step, World } from '../healing/draft.ts';
import { forgetOldAttempts } from '../healing/forget.ts';
import type { Flip, IncidentType, Remediation } from '../incidents/incident.ts';
import { quietOf } from '../incidents/silence.ts';
import { Agenda } from './agenda.ts';
import { type Deed, whatOf } from './deed.ts';
import { withGapsFilled } from './gaps.ts';
import type { History } from './history.ts';
import { newPatient, type Patient, seenOf, settingsOf } from './patient.ts';
import { RealActs } from './real-acts.ts';
import { type RecordedLook, recordedLook } from './recorded-look.ts';

/** What was left out, by name, with how often. */
export interface Skipped {
  /** Changes to sick of which the record does not tell of what: older than that it is recorded. */
  readonly flipsWithoutDetail: number;
  /** Targets that were sick before the span began: they count from their next recovery on. */
  readonly sickBefore: number;
  /** Changes that nobody saw, because Paramedic did not run: a change began from another verdict than the last one. */
  readonly gaps: number;
}

export interface Simulated {
  readonly deeds: readonly Deed[];
  readonly skipped: Skipped;
}

type Task =
  | { readonly kind: 'flip'; readonly flip: Flip }
  | { readonly kind: 'due'; readonly target: string; readonly at: number }
  | { readonly kind: 'done'; readonly target: string; readonly act: Remediation };

/** Beyond that something turns in circles, or the span is too long. */
const MOST_STEPS = 3_000_000;

/**
 * Pure: plays what was seen on one host through the flow under this configuration. The clock is the record's. Acts change
 * nothing of what is seen: health is as it was recorded, whatever this policy would have made of it.
 */
export function simulate(host: string, history: History, config: Config): Simulated {
  return new Simulation(host, history, config).run();
}

class Simulation {
  readonly #host: string;
  readonly #history: History;
  readonly #config: Config;
  readonly #defaults: ContainerSettings;
  readonly #agenda = new Agenda<Task>();
  readonly #patients = new Map<string, Patient>();
  readonly #real: RealActs;
  readonly #executing = new Set<string>();
  readonly #deeds: Deed[] = [];
  readonly #skipped = { flipsWithoutDetail: 0, sickBefore: 0 };
  #hostAttempts: number[] = [];
  #sick = 0;

  constructor(host: string, history: History, config: Config) {
    this.#host = host;
    this.#history = history;
    this.#config = config;
    this.#defaults = parseLabels({}, config).settings;
    this.#real = new RealActs(history.remediations.filter((remediation) => remediation.host === host));
  }

  run(): Simulated {
    const { since, until, flips } = this.#history;
    const { flips: all, gaps } = withGapsFilled(flips.filter((flip) => flip.host === this.#host));
    for (const flip of all) this.#agenda.add(Math.max(flip.at, since), { kind: 'flip', flip });
    let steps = 0;
    for (let next = this.#agenda.next(); next !== undefined && next.at < until; next = this.#agenda.next()) {
      this.#do(next.item, next.at);
      steps += 1;
      if (steps < MOST_STEPS) continue;
      throw new ParamedicError('too_much_history', `More than ${MOST_STEPS} decisions for ${this.#host}.`, {
        cure: 'Replay a shorter span: --since 1d.',
      });
    }
    return { deeds: this.#deeds, skipped: { ...this.#skipped, gaps } };
  }

  #do(task: Task, now: number): void {
    if (task.kind === 'flip') {
      this.#flip(task.flip, now);
      return;
    }
    const patient = this.#patients.get(task.target);
    if (patient === undefined) return;
    if (task.kind === 'done') this.#finish(patient, task.act, now);
    else if (patient.chart.dueAt === task.at) this.#look(patient, now);
  }

  #finish(patient: Patient, act: Remediation, now: number): void {
    this.#executing.delete(act.id);
    const result = { attemptId: act.id, ...this.#real.resultOf(act) };
    const world = this.#world(patient, now);
    this.#take(patient, advanceAfterAct(patient.chart, result, seenOf(patient, now), world, now), now);
  }

  #flip(flip: Flip, now: number): void {
    const look = recordedLook(flip);
    if (look === undefined) this.#skipped.flipsWithoutDetail += 1;
    const patient = this.#patients.get(flip.target) ?? this.#admit(flip, look, now);
    if (patient === undefined) return;
    this.#census(patient.look, -1);
    patient.look = look ?? { ...patient.look, opinion: { kind: 'unknown', reason: 'not_observed' } };
    this.#census(patient.look, +1);
    const settings = settingsOf(this.#defaults, patient.look);
    patient.chart = { ...patient.chart, settings, place: patient.look.place };
    if (patient.look.opinion.kind !== 'sick') patient.wasSickBefore = false;
    this.#look(patient, now);
  }

  #admit(flip: Flip, look: RecordedLook | undefined, now: number): Patient | undefined {
    if (look === undefined) return undefined;
    const patient = newPatient(flip.target, look, settingsOf(this.#defaults, look), now);
    patient.wasSickBefore = look.opinion.kind === 'sick' && flip.at < this.#history.since;
    if (patient.wasSickBefore) this.#skipped.sickBefore += 1;
    this.#patients.set(flip.target, patient);
    this.#census(look, +1);
    return patient;
  }

  #census({ opinion }: RecordedLook, by: 1 | -1): void {
    if (opinion.kind === 'sick') this.#sick += by;
  }

  #look(patient: Patient, now: number): void {
    if (patient.wasSickBefore) return;
    this.#take(patient, advance(patient.chart, seenOf(patient, now), this.#world(patient, now), now), now);
    if (patient.look.opinion.reason !== 'removed') return;
    this.#patients.delete(patient.chart.target);
  }

  #take(patient: Patient, step: Step, now: number): void {
    const { heal } = this.#config;
    const { target } = step.chart;
    patient.chart = forgetOldAttempts(step.chart, now, heal);
    for (const happening of step.happenings) {
      const what = whatOf(happening);
      if (what !== undefined) this.#deeds.push({ at: now, host: this.#host, target, ...what });
    }
    if (step.act !== undefined) this.#begin(patient, step.act, now);
    const { dueAt } = patient.chart;
    if (dueAt !== undefined) this.#agenda.add(Math.max(dueAt, now + 1), { kind: 'due', target, at: dueAt });
  }

  /** Takes as long as it really took, if it really was done then; else as long as such acts take. */
  #begin(patient: Patient, intended: Remediation, now: number): void {
    const act = this.#real.asItWas(intended);
    const attempts = patient.chart.attempts.map((attempt) => (attempt.id === intended.id ? act : attempt));
    patient.chart = { ...patient.chart, attempts };
    const { windowMs } = this.#config.heal.hostBudget;
    this.#hostAttempts = [...this.#hostAttempts.filter((at) => at > now - windowMs), now];
    this.#executing.add(act.id);
    this.#agenda.add(now + this.#real.durationOf(act), { kind: 'done', target: act.target, act });
  }

  #world({ chart }: Patient, now: number): World {
    const { heal, thresholds, mode } = this.#config;
    let ids = 0;
    return {
      ...{ host: this.#host, heal, thresholds, tells: false, executing: this.#executing },
      parents: () => [],
      dependents: () => [],
      actedOn: () => false,
      quiet: (type) => this.#quiet(chart.target, type, now),
      surroundings: {
        ...{ mode, startedAt: 0, engineReachable: true, resyncing: false, hostAttempts: this.#hostAttempts },
        sick: this.#sick,
        watched: Math.max(this.#history.watched[this.#host] ?? 0, this.#patients.size),
      },
      watchedSince: 0,
      // The same decision at the same moment has the same id, and so the same backoff, under every policy.
      newId: () => {
        ids += 1;
        return `${chart.target} ${now} ${ids}`;
      },
    };
  }

  #quiet(target: string, type: IncidentType, now: number): Quiet {
    const { silences } = this.#history;
    const { muted, holdsHealing, until } = quietOf(target, type, silences, this.#config.maintenance, now);
    const pause = holdsHealing && until !== undefined ? ({ reason: 'maintenance', until } as const) : undefined;
    return { muted, until, pause };
  }
}
