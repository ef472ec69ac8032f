import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workerDeps } from '../../src/app/make-worker.ts';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { newId } from '../../src/base/id.ts';
import { silentLogger } from '../../src/base/logger.ts';
import type { ClaudeConfig, Config } from '../../src/config/config.ts';
import type { NewRequest, RequestAnswer } from '../../src/escalation/request.ts';
import type { Incident } from '../../src/incidents/incident.ts';
import type { QueuedEscalation } from '../../src/incidents/ledger.ts';
import { Database } from '../../src/storage/database.ts';
import { type EscalationStore, escalationStore } from '../../src/storage/escalation-store.ts';
import { Listener } from '../../src/storage/listen.ts';
import { PgLedger } from '../../src/storage/pg-ledger.ts';
import { Bell } from '../../src/worker/bell.ts';
import { Worker } from '../../src/worker/worker.ts';
import type { WorkerDeps } from '../../src/worker/worker-deps.ts';
import { KEY } from './claude-run.ts';
import { configOf } from './cli.ts';
import { givingUp, resolving } from './escalation-records.ts';
import { FakeClaudeApi } from './fake-claude-api/fake-claude-api.ts';
import type { Script } from './fake-claude-api/script.ts';
import { GIT_PATH, GitRepository } from './git-repository.ts';
import { LogRecorder } from './log-recorder.ts';
import { type Connection, connect, type FreshDatabase, freshDatabase } from './postgres.ts';
import { anIncident } from './records.ts';

export const BROKEN = '{"port": 80,}\n';
export const FIXED = '{"port": 80}\n';

/** What stands before a worker starts; everything of it is in one made-up folder and one database of its own. */
interface Parts {
  readonly db: FreshDatabase;
  readonly looking: Connection;
  readonly api: FakeClaudeApi;
  readonly folder: string;
}

/** A queue in a real Postgres, a real repository, real Claude Code with a model of a script; no monitor but a made-up one. */
export class WorkerScene implements AsyncDisposable {
  readonly #parts: Parts;
  readonly #database = new Database();
  readonly #ends: (() => Promise<void>)[] = [];
  readonly #bell = new Bell();
  readonly logs = new LogRecorder();
  readonly store: EscalationStore;
  readonly repository: GitRepository;
  readonly dataDir: string;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.#database.use(parts.db.url);
    this.store = escalationStore(this.#database);
    this.dataDir = join(parts.folder, 'data');
    mkdirSync(this.home);
    this.repository = GitRepository.make(join(parts.folder, 'shop'), this.home, { 'app.json': BROKEN });
  }

  static async open(script: Script): Promise<WorkerScene> {
    const db = await freshDatabase();
    const looking = await connect(db.url);
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'paramedic-worker-')));
    const scene = new WorkerScene({ db, looking, api: await FakeClaudeApi.start(script), folder });
    await scene.#listen(
      () => scene.#bell.ring(),
      async () => {},
    );
    return scene;
  }

  get api(): FakeClaudeApi {
    return this.#parts.api;
  }
  get url(): string {
    return this.#parts.db.url;
  }
  get home(): string {
    return join(this.#parts.folder, 'home');
  }

  config(claude: Partial<ClaudeConfig> = {}, more: Partial<Config> = {}): Config {
    const loaded = configOf({ PARAMEDIC_WEBHOOK_URL: 'http://127.0.0.1:9/hook' });
    if (!loaded.ok) throw new Error('unreachable');
    const { config } = loaded;
    const workspaces = { shop: this.repository.path };
    const launch = { apiKey: KEY, baseUrl: this.api.url, workspaces, maxLoadPerCore: 1_000, firstEventMs: 600_000 };
    return {
      ...config,
      ...{ dataDir: this.dataDir, host: 'box', heal: { ...config.heal, verifyMs: 1_000 } },
      claude: { ...config.claude, ...launch, ...claude },
      ...more,
    };
  }

  /** For `paramedic worker` as a process of its own. */
  environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      ...{ PATH: GIT_PATH, HOME: this.home, PARAMEDIC_LOG_FORMAT: 'json', PARAMEDIC_HOST: 'box' },
      ...{ DATABASE_URL: this.url, PARAMEDIC_DATA_DIR: this.dataDir, PARAMEDIC_CLAUDE_MAX_LOAD: '1000' },
      ...{ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: this.api.url },
      PARAMEDIC_WORKSPACES: `shop=${this.repository.path}`,
      ...more,
    };
  }

  /** It stops with the scene, or by itself. `change`: what is different from how a worker is put together. */
  async work(
    config: Config = this.config(),
    clock: Clock = systemClock,
    change = (deps: WorkerDeps): WorkerDeps => deps,
  ): Promise<Worker> {
    const surroundings = { path: GIT_PATH, home: this.home };
    const made = workerDeps({ config, escalations: this.store, surroundings, clock, logger: this.logs });
    const worker = new Worker(change(made));
    await worker.start();
    await this.#listen(
      (topic) => worker.wake(topic),
      () => worker.stop(),
    );
    return worker;
  }

  /** Carries out what is asked of the containers of `box`. */
  async monitor(answer: (request: NewRequest) => Promise<RequestAnswer>): Promise<void> {
    const serve = async (): Promise<void> => {
      for (const request of await this.store.box.take('box', Date.now(), 5)) {
        await this.store.box.finish(request.id, await answer(request), Date.now());
      }
    };
    await this.#listen(
      () => void serve().catch(() => {}),
      async () => {},
    );
  }

  /** An incident that healing gave up on, of the compose project `shop`. */
  async giveUp(
    over: Partial<QueuedEscalation> = {},
    incident: Partial<Incident> = {},
  ): Promise<{ id: string; incident: Incident }> {
    const it = anIncident({
      timestamp: Date.now(),
      evidence: { image: 'shop/web:1', logs: 'Error: bad JSON' },
      ...incident,
    });
    const now = Date.now();
    const queued = { id: newId(), project: 'shop', groupKey: `project/${it.target}`, createdAt: now, readyAt: now };
    const escalation = { ...queued, expiresAt: now + 1_800_000, ...over };
    await new PgLedger(this.#database, silentLogger).record(givingUp(it, escalation));
    return { id: escalation.id, incident: it };
  }

  async resolve(incident: Incident, resolution: NonNullable<Incident['resolution']>): Promise<void> {
    await new PgLedger(this.#database, silentLogger).record(resolving(incident, resolution));
  }

  /** Resolves at the next notification of Postgres. */
  woken(): Promise<void> {
    return new Promise((resolve) => this.#bell.next.addEventListener('abort', () => resolve(), { once: true }));
  }

  /** Asks at every notification of Postgres until there is an answer. */
  async until<T>(ask: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const woken = this.woken();
      const answer = await ask();
      if (answer !== undefined) return answer;
      await woken;
    }
  }

  async sql<T extends object>(text: string, ...values: unknown[]): Promise<T[]> {
    return (await this.#parts.looking.query(text, values)).rows as T[];
  }

  async row(id: string): Promise<Record<string, unknown>> {
    const [row] = await this.sql<Record<string, unknown>>('SELECT * FROM monitor_escalations WHERE id = $1', id);
    return row ?? {};
  }

  runs(id: string): Promise<Record<string, unknown>[]> {
    return this.sql('SELECT * FROM monitor_runs WHERE escalation_id = $1 ORDER BY started_at', id);
  }

  async timeline(incident: Incident): Promise<string[]> {
    const rows = await this.sql<{ line: string }>(
      "SELECT kind || ' ' || reason AS line FROM monitor_incident_events WHERE incident_id = $1 ORDER BY timestamp, id",
      incident.id,
    );
    return rows.map(({ line }) => line);
  }

  async told(): Promise<string[]> {
    const rows = await this.sql<{ event: string }>(
      "SELECT event FROM monitor_notifications WHERE channel NOT LIKE 'files:%' ORDER BY created_at",
    );
    return rows.map(({ event }) => event);
  }

  /** A file of the worker's data folder; undefined: there is none. */
  file(path: string): string | undefined {
    const file = join(this.dataDir, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.reverse()) await end();
    await this.api[Symbol.asyncDispose]();
    await this.#database.close();
    await this.#parts.looking[Symbol.asyncDispose]();
    await this.#parts.db[Symbol.asyncDispose]();
    rmSync(this.#parts.folder, { recursive: true, force: true });
  }

  async #listen(
    onWake: (topic: 'escalations' | 'requests' | 'approvals') => void,
    end: () => Promise<void>,
  ): Promise<void> {
    const listener = new Listener({ url: () => this.url, onWake, clock: systemClock, logger: silentLogger });
    await listener.start();
    this.#ends.push(end, () => listener.stop());
  }
}
