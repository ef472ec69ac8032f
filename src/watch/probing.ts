import type { Clock } from '../base/clock.ts';
import { DueQueue } from '../base/due-queue.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import type { ProbeSpec } from '../config/container-settings.ts';
import type { ProbeRunner } from '../probes/ports.ts';
import { isFlip, newsIn, nextReading } from '../probes/probe-state.ts';
import type { ProbeResult } from '../probes/reading.ts';
import { firstRunAt, mayBeStopping, nextRunAt } from '../probes/schedule.ts';
import { Course, isProbed, type Job } from './probe-course.ts';
import type { Entry, Roster } from './roster.ts';

export interface ProbingDeps {
  readonly roster: Roster;
  readonly runner: ProbeRunner;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A reading or a symptom of this target changed: decide anew. */
  readonly onFlip: (entry: Entry) => void;
  /** Each result that came in; for counting. */
  readonly onResult: (kind: ProbeSpec['kind'], outcome: ProbeResult['kind']) => void;
}

/** So soon is followed what the roster says anew. */
const FOLLOW_MS = 1_000;
/** What is due within one tick starts together: thousands of probes do not make thousands of timers a second. */
const TICK_MS = 10;
/** Sockets are cheap. */
const CONNECTIONS_AT_ONCE = 64;
/** A command in a container costs the engine some 30 ms of processor time. */
const EXECS_AT_ONCE = 8;
/** A runner keeps the timeout of the probe by itself; one that does not must not hold its place for ever. */
const RUNNER_GRACE_MS = 5_000;

interface Lane {
  readonly due: DueQueue<Job>;
  readonly limit: number;
  inFlight: number;
}

/** Runs the probes of all containers: each at its time, none beside itself, so many at once, with one timer for all. */
export class Probing implements Service {
  readonly name = 'probing';
  readonly #deps: ProbingDeps;
  readonly #loop: Loop;
  readonly #courses = new Map<string, Course>();
  readonly #network: Lane = { due: new DueQueue(), limit: CONNECTIONS_AT_ONCE, inFlight: 0 };
  readonly #execs: Lane = { due: new DueQueue(), limit: EXECS_AT_ONCE, inFlight: 0 };
  readonly #underway = new Set<Promise<void>>();
  #turnsAt = 0;
  #followsAt = 0;
  #stopped = false;

  constructor(deps: ProbingDeps) {
    this.#deps = deps;
    const { clock, logger } = deps;
    this.#loop = new Loop({ name: 'probing', intervalMs: FOLLOW_MS, clock, logger, runOnce: () => this.#turn() });
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#loop.stop();
    for (const course of this.#courses.values()) course.end();
    await Promise.all(this.#underway);
  }

  async #turn(): Promise<number> {
    const now = this.#deps.clock.now();
    if (now >= this.#followsAt) {
      this.#follow(now);
      this.#followsAt = now + FOLLOW_MS;
    }
    const lanes = [this.#network, this.#execs];
    for (const lane of lanes) this.#launch(lane, now);
    // A lane that is full goes on when one of its probes ends.
    const dues = lanes.map(({ inFlight, limit, due }) => (inFlight < limit ? due.nextAt : undefined));
    this.#turnsAt = Math.min(this.#followsAt, ...dues.map((at) => at ?? this.#followsAt));
    return Math.max(TICK_MS, this.#turnsAt - now);
  }

  /** Containers come, go, start anew and change their labels. */
  #follow(now: number): void {
    const { roster, onFlip } = this.#deps;
    for (const [target, course] of this.#courses) {
      const { entry } = course;
      if (roster.get(target) === entry && isProbed(entry)) continue;
      this.#courses.delete(target);
      if (course.end()) onFlip(entry);
    }
    for (const entry of roster.entries) {
      const course = this.#courses.get(entry.chart.target);
      if (isProbed(entry) && !course?.fits(entry)) this.#begin(entry, now, course);
    }
  }

  #begin(entry: Entry, now: number, before: Course | undefined): void {
    const { target } = entry.chart;
    const course = new Course(entry, now, before);
    const left = before?.end() ?? false;
    this.#courses.set(target, course);
    // Between two lives or two sets of labels the readings begin anew.
    if (course.publish() || left || before !== undefined) this.#deps.onFlip(entry);
    for (const job of course.jobs) this.#laneOf(job).due.push(firstRunAt(target, job.spec, now), job);
  }

  #laneOf({ spec }: Job): Lane {
    return spec.kind === 'exec' ? this.#execs : this.#network;
  }

  #launch(lane: Lane, now: number): void {
    while (lane.inFlight < lane.limit && !this.#stopped) {
      const dueAt = lane.due.nextAt ?? now;
      const job = lane.due.take(now);
      if (job === undefined) return;
      if (job.course.isOver) continue;
      if (mayBeStopping(job.course.entry.intent, now)) {
        lane.due.push(nextRunAt(dueAt, job.spec.intervalMs, now), job);
        continue;
      }
      lane.inFlight += 1;
      const run = this.#run(job, dueAt, lane).finally(() => this.#underway.delete(run));
      this.#underway.add(run);
    }
  }

  async #run(job: Job, dueAt: number, lane: Lane): Promise<void> {
    const { clock, logger } = this.#deps;
    const result = await this.#resultOf(job);
    lane.inFlight -= 1;
    const now = clock.now();
    if (!job.course.isOver) {
      try {
        this.#take(job, result, now);
      } catch (error) {
        logger.error('probe_result_failed', { probe: job.spec.name, error: messageOf(error) });
      }
      lane.due.push(nextRunAt(dueAt, job.spec.intervalMs, now), job);
    }
    this.#launch(lane, now);
    // While the lane was full nobody waited for the next of it.
    if ((lane.due.nextAt ?? Number.POSITIVE_INFINITY) < this.#turnsAt) this.#loop.wake();
  }

  /** Called off when the course is over; never throws and never takes for ever. */
  async #resultOf(job: Job): Promise<ProbeResult> {
    const { runner, clock } = this.#deps;
    const { spec, course } = job;
    const ended = new AbortController();
    job.running = new AbortController();
    const unknown = (detail: string): ProbeResult => ({ kind: 'unknown', at: clock.now(), detail });
    try {
      const patience = clock
        .sleep(spec.timeoutMs + RUNNER_GRACE_MS, ended.signal)
        .then(() => unknown('the prober did not come back'));
      return await Promise.race([runner.run(spec, course.entry.chart.container, job.running.signal), patience]);
    } catch (error) {
      return unknown(messageOf(error));
    } finally {
      ended.abort();
      job.running.abort();
      job.running = undefined;
    }
  }

  #take(job: Job, result: ProbeResult, now: number): void {
    const { onFlip, onResult } = this.#deps;
    const { course, spec, state } = job;
    onResult(spec.kind, newsIn(state, result)?.kind ?? 'unknown');
    job.state = nextReading(state, result, spec, now);
    const symptomChanged = course.publish();
    if (symptomChanged || isFlip(state.reading, job.state.reading)) onFlip(course.entry);
  }
}
