import pg from 'pg';
import { backoffMs } from '../base/backoff.ts';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { Logger } from '../base/logger.ts';
import type { Service } from '../base/service.ts';
import type { WakeTopic } from '../escalation/ports.ts';

export interface ListenerOptions {
  /** Undefined until an embedded server runs. */
  readonly url: () => string | undefined;
  /** On each notification, and for every topic after each (re)connect: something may have been missed. Must not throw. */
  readonly onWake: (topic: WakeTopic) => void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random?: () => number;
}

const CHANNEL = 'paramedic';
const TOPICS: readonly WakeTopic[] = ['escalations', 'requests', 'approvals'];
const DEADLINE_MS = 3_000;
/** A connection that broke without a word is noticed within this and the deadline. */
const PROOF_MS = 15_000;
const GOODBYE_MS = 1_000;
const RETRY = { minMs: 250, maxMs: 15_000 };

/**
 * Hears what Postgres notifies of, over a connection of its own. A notification can be lost with the connection, so whoever
 * waits for one polls as well; this only makes it quick.
 */
export class Listener implements Service {
  readonly name = 'listener';
  readonly #options: ListenerOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #tries = 0;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, random = Math.random } = this.#options;
    while (!this.#stop.signal.aborted) {
      const url = this.#options.url();
      if (url !== undefined) {
        await this.#listen(url);
        this.#tries += 1;
      }
      await clock.sleep(backoffMs(Math.max(1, this.#tries), RETRY, random()), this.#stop.signal);
    }
  }

  /** Ends when the connection does. */
  async #listen(connectionString: string): Promise<void> {
    const { logger } = this.#options;
    const client = new pg.Client({
      connectionString,
      application_name: 'paramedic listener',
      connectionTimeoutMillis: DEADLINE_MS,
      query_timeout: DEADLINE_MS,
      keepAlive: true,
    });
    const over = new AbortController();
    client.on('error', () => over.abort());
    client.on('end', () => over.abort());
    client.on('notification', ({ payload }) => this.#heard(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      if (this.#tries > 0) logger.info('listener_connected', { after_tries: this.#tries });
      this.#tries = 0;
      for (const topic of TOPICS) this.#heard(topic);
      await this.#untilOver(client, AbortSignal.any([over.signal, this.#stop.signal]));
    } catch (error) {
      if (this.#tries === 0) logger.warn('listener_lost', { error: messageOf(error), note: 'polling goes on' });
    } finally {
      await this.#close(client);
    }
  }

  /** A server that does not answer does not say goodbye either. */
  async #close(client: pg.Client): Promise<void> {
    const closed = new AbortController();
    const end = client.end().catch(() => {});
    await Promise.race([end, this.#options.clock.sleep(GOODBYE_MS, closed.signal)]);
    closed.abort();
  }

  async #untilOver(client: pg.Client, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      await this.#options.clock.sleep(PROOF_MS, over);
      if (!over.aborted) await client.query('SELECT 1');
    }
    if (!this.#stop.signal.aborted) throw new Error('the connection broke');
  }

  #heard(payload: string | undefined): void {
    const topic = TOPICS.find((known) => known === payload);
    if (topic !== undefined) this.#options.onWake(topic);
  }
}
