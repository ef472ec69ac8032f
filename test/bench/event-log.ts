import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';

/** `health_status: unhealthy`, `kill`, `restart` … `at` is the engine's own instant in ms, with its fractions. */
export interface LoggedEvent {
  readonly id: string;
  readonly action: string;
  readonly at: number;
}

const ACTIONS = ['health_status', 'kill', 'die', 'start', 'restart'];
const DEADLINE_MS = 60_000;

/** All that the engine tells of its containers while we measure, by the engine's own clock. */
export class EventLog implements Disposable {
  readonly #stream: Readable;
  readonly #signal: AbortSignal;
  readonly #past = new Map<string, LoggedEvent[]>();
  readonly #news = new EventEmitter<{ event: [] }>().setMaxListeners(0);

  private constructor(stream: Readable, signal: AbortSignal) {
    this.#stream = stream;
    this.#signal = signal;
    createInterface({ input: stream }).on('line', (line) => this.#take(line));
  }

  static async open(docker: Dockerode, signal: AbortSignal): Promise<EventLog> {
    const stream = await docker.getEvents({ filters: { type: ['container'], event: ACTIONS } });
    return new EventLog(stream as Readable, signal);
  }

  /** Of one container, oldest first. */
  of(id: string, action?: string): readonly LoggedEvent[] {
    const events = this.#past.get(id) ?? [];
    return action === undefined ? events : events.filter((event) => event.action === action);
  }

  /** The first such event of a container after an instant, past or to come. */
  async next(id: string, action: string, after = 0, deadlineMs = DEADLINE_MS): Promise<LoggedEvent> {
    const deadline = AbortSignal.any([this.#signal, AbortSignal.timeout(deadlineMs)]);
    for (;;) {
      const found = this.of(id, action).find((event) => event.at > after);
      if (found !== undefined) return found;
      await once(this.#news, 'event', { signal: deadline }).catch((cause) => {
        const seen = this.of(id).map((event) => event.action);
        const what = `no ${action} of ${id.slice(0, 12)} within ${deadlineMs} ms; seen: ${seen.join(', ')}`;
        throw this.#signal.aborted ? cause : new Error(what, { cause });
      });
    }
  }

  #take(line: string): void {
    if (line.trim() === '') return;
    const { Action, Actor, timeNano } = JSON.parse(line) as { Action: string; Actor: { ID: string }; timeNano: number };
    const event = { id: Actor.ID, action: Action, at: timeNano / 1e6 };
    const events = this.#past.get(event.id);
    if (events === undefined) this.#past.set(event.id, [event]);
    else events.push(event);
    this.#news.emit('event');
  }

  [Symbol.dispose](): void {
    this.#stream.destroy();
  }
}
