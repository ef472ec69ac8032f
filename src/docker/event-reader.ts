import type { EngineEvent } from '../containers/event.ts';
import { LineSplitter } from './line-splitter.ts';
import { SeenEvents } from './seen-events.ts';
import { translateEvent } from './translate-event.ts';

/** Events of different containers may overtake each other by microseconds on their way into the stream. */
const OVERLAP_MS = 100;

/**
 * From bytes to events, over all connections of one stream: keeps the checkpoint, drops repetitions, counts what cannot be
 * read. Synchronous from chunk to callback: what waits here makes the engine wait.
 */
export class EventReader {
  readonly #onEvent: (event: EngineEvent) => void;
  readonly #seen = new SeenEvents();
  readonly #lookBackMs: number;
  #lines: LineSplitter;
  #lastAt: number | undefined;
  #unreadable = 0;

  /** `lookBackMs`: how much of what the engine still remembers from before the first connection is read too. */
  constructor(onEvent: (event: EngineEvent) => void, lookBackMs = 0) {
    this.#onEvent = onEvent;
    this.#lookBackMs = lookBackMs;
    this.#lines = this.#newLines();
  }

  /** Lines that were no event of an engine, too long ones among them. */
  get unreadable(): number {
    return this.#unreadable + this.#lines.dropped;
  }

  /** Where the engine shall take up again, in seconds; undefined before anything is known of its clock. */
  get since(): number | undefined {
    return this.#lastAt === undefined ? undefined : (this.#lastAt - OVERLAP_MS) / 1000;
  }

  /** A new connection begins; what was left of a line belongs to the lost one. */
  begin(engineNow: number | undefined): void {
    this.#unreadable += this.#lines.dropped;
    this.#lines = this.#newLines();
    this.#lastAt ??= engineNow === undefined ? undefined : engineNow - this.#lookBackMs;
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  #newLines(): LineSplitter {
    return new LineSplitter((line) => this.#read(line));
  }

  #read(line: string): void {
    const raw = parse(line);
    const event = translateEvent(raw);
    if (event === 'malformed') this.#unreadable++;
    if (typeof event === 'string') return;
    this.#lastAt = event.at;
    if (this.#seen.add(event, (raw as { timeNano?: unknown }).timeNano)) this.#onEvent(event);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
