import type { Clock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import { inParallel } from '../base/in-parallel.ts';
import type { Logger } from '../base/logger.ts';
import { Loop } from '../base/loop.ts';
import type { Service } from '../base/service.ts';
import type { Config } from '../config/config.ts';
import type { LogTrigger } from '../config/container-settings.ts';
import { type LogHit, type LogHits, logSymptoms, nextHits } from '../probes/log-hits.ts';
import { triggersIn } from '../probes/log-pattern.ts';
import type { LogLine, LogSource } from '../probes/ports.ts';
import { LogReader } from './log-reader.ts';
import type { Entry, Roster } from './roster.ts';

export interface LogWatchDeps {
  readonly roster: Roster;
  readonly source: LogSource;
  readonly logs: Config['logs'];
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A symptom came or went: decide anew. */
  readonly onChange: (entry: Entry) => void;
}

const READS_AT_ONCE = 8;
/** One that writes more than can be read would be read ever later. */
const BEHIND_MS = 600_000;
const DRIVER_CURE = 'its log driver may not be readable (docker logs tells): use json-file, local or journald';

/** The log of one target, over all its containers. */
interface Course {
  readonly entry: Entry;
  reader: LogReader;
  hits: LogHits | undefined;
  /** Why it cannot be read, while it cannot. */
  trouble: string | undefined;
}

/**
 * Reads what containers have logged since the last turn and looks for the triggers. Nothing is kept: a Paramedic that
 * starts looks back one interval, and what it counted before it counts anew.
 */
export class LogWatch implements Service {
  readonly name = 'log-watch';
  readonly #deps: LogWatchDeps;
  readonly #loop: Loop;
  readonly #courses = new Map<string, Course>();
  readonly #startedAt: number;
  /** The engine does not answer: asking for the others too would only take the time of as many deadlines. */
  #engineAway = false;

  constructor(deps: LogWatchDeps) {
    this.#deps = deps;
    const { intervalMs, clock, logger } = deps;
    this.#startedAt = clock.now();
    const runOnce = async (signal: AbortSignal) => {
      await this.runOnce(signal);
      return undefined;
    };
    this.#loop = new Loop({ name: this.name, intervalMs, clock, logger, runOnce });
  }

  start(): Promise<void> {
    return this.#loop.start();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  async runOnce(signal: AbortSignal): Promise<void> {
    const { roster } = this.#deps;
    this.#engineAway = false;
    for (const [target, { entry }] of this.#courses) {
      if (roster.get(target) === entry && this.#isRead(entry)) continue;
      this.#courses.delete(target);
      this.#report(entry, undefined);
    }
    const entries = [...roster.entries].filter((entry) => this.#isRead(entry));
    await inParallel(entries, READS_AT_ONCE, (entry) => this.#read(entry, signal));
  }

  /** Paramedic's own stack logs the very words of the default triggers whenever it does its work. */
  #isRead({ chart }: Entry): boolean {
    const { place, settings } = chart;
    if (place === 'own_container' || place === 'own_stack') return false;
    return settings.logs.length > 0 || (this.#deps.logs.watch === 'all' && this.#deps.logs.patterns.length > 0);
  }

  async #read(entry: Entry, signal: AbortSignal): Promise<void> {
    const { clock, source } = this.#deps;
    const { container, settings } = entry.chart;
    const course = this.#courseOf(entry);
    const found: LogHit[] = [];
    if (course.reader.hasNews(container) && !signal.aborted && !this.#engineAway) {
      const triggers = [...settings.logs, ...this.#deps.logs.patterns];
      const onLine = (line: LogLine) => found.push(...hitsIn(line, triggers));
      try {
        const isThrough = await course.reader.catchUp(source, container, signal, onLine);
        if (!isThrough) this.#leapIfBehind(course);
        course.trouble = undefined;
      } catch (error) {
        this.#noteTrouble(course, error);
      }
    }
    course.hits = nextHits(course.hits, found, container.secrets ?? [], clock.now());
    this.#report(entry, course.hits);
  }

  #report(entry: Entry, hits: LogHits | undefined): void {
    if (entry.report('logs', logSymptoms(entry.chart.container.name, hits))) this.#deps.onChange(entry);
  }

  /** A container made before our eyes is read from its first line on, by the engine's own clock. */
  #courseOf(entry: Entry): Course {
    const { clock, intervalMs } = this.#deps;
    const { target, container } = entry.chart;
    const known = this.#courses.get(target);
    if (known?.reader.containerId === container.id) return known;
    const fromMs = container.createdAt >= this.#startedAt ? container.createdAt : clock.now() - intervalMs;
    const reader = new LogReader(container.id, fromMs);
    const course: Course = { entry, reader, hits: known?.hits, trouble: undefined };
    this.#courses.set(target, course);
    return course;
  }

  #leapIfBehind({ entry, reader }: Course): void {
    const { clock, intervalMs, logger } = this.#deps;
    const behindMs = clock.now() - reader.readTo;
    if (behindMs < BEHIND_MS) return;
    reader.leapTo(clock.now() - intervalMs);
    const skippedSeconds = Math.round((behindMs - intervalMs) / 1_000);
    logger.warn('log_watch_behind', { target: entry.chart.target, skippedSeconds });
  }

  /** What passes by itself is made up for in a later turn: the cursor has not moved. */
  #noteTrouble(course: Course, error: unknown): void {
    const { logger } = this.#deps;
    const isAway = error instanceof ParamedicError && ['engine_unreachable', 'engine_timeout'].includes(error.code);
    const isGone = error instanceof ParamedicError && error.code === 'container_gone';
    if (isAway) this.#engineAway = true;
    const trouble = messageOf(error);
    if (course.trouble === trouble) return;
    course.trouble = trouble;
    const { target } = course.entry.chart;
    if (isAway || isGone) logger.debug('log_unreadable', { target, error: trouble });
    else {
      const cure = error instanceof ParamedicError ? (error.cure ?? DRIVER_CURE) : DRIVER_CURE;
      logger.warn('log_unreadable', { target, error: trouble, cure });
    }
  }
}

function hitsIn({ atNs, text }: LogLine, triggers: readonly LogTrigger[]): readonly LogHit[] {
  const names = triggersIn(text, triggers);
  return names.length === 0 ? [] : [{ atMs: Number(atNs / 1_000_000n), triggers: names, line: text }];
}
