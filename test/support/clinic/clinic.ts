import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWorker } from '../../../src/app/make-worker.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import { openWorkerStorage } from '../../../src/storage/worker-storage.ts';
import { KEY } from '../claude-run.ts';
import { runContainer } from '../engine.ts';
import { eventually } from '../eventually.ts';
import { FakeClaudeApi } from '../fake-claude-api/fake-claude-api.ts';
import type { Script } from '../fake-claude-api/script.ts';
import { GIT_PATH, GitRepository } from '../git-repository.ts';
import { JumpingClock } from '../jumping-clock.ts';
import { LogRecorder } from '../log-recorder.ts';
import { openWard, type Ward } from '../monitor.ts';
import { type Connection, connect } from '../postgres.ts';
import type { TestContainer } from '../test-container.ts';
import { validConfig } from '../valid-config.ts';
import { webhookReceiver } from '../webhook-receiver.ts';
import { SICK_LINE, SICK_PORT } from './models.ts';

const PROGRAM = `rm -f /tmp/healthy
if grep -qE '^port = [0-9]+$' /shop/app.conf; then echo listening; touch /tmp/healthy; else echo "${SICK_LINE}"; fi
trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done`;
/** Longer than the worker waits for health to be seen. */
const OVERDUE_MS = 70_000;
const HEALTH = { healthCmd: 'test -f /tmp/healthy', healthIntervalMs: 500, healthRetries: 2 };

/** Everything of Paramedic and everything around it, real but for the model: a service whose configuration lies in a repository. */
export class Clinic implements AsyncDisposable {
  readonly ward: Ward;
  readonly patient: TestContainer;
  readonly repository: GitRepository;
  readonly api: FakeClaudeApi;
  readonly logs = new LogRecorder();
  readonly clock = new JumpingClock();
  readonly target: string;
  readonly told: Awaited<ReturnType<typeof webhookReceiver>>['letters'];
  readonly #looking: Connection;
  readonly #stack: AsyncDisposableStack;

  private constructor(parts: Pick<Clinic, 'ward' | 'patient' | 'repository' | 'api' | 'target' | 'told'>, rest: Rest) {
    this.ward = parts.ward;
    this.patient = parts.patient;
    this.repository = parts.repository;
    this.api = parts.api;
    this.target = parts.target;
    this.told = parts.told;
    this.#looking = rest.looking;
    this.#stack = rest.stack;
  }

  /** The patient is sick from its first moment on. */
  static async open(model: Script, claude: Readonly<Record<string, string>> = {}): Promise<Clinic> {
    await using stack = new AsyncDisposableStack();
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'paramedic-clinic-')));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const home = join(folder, 'home');
    mkdirSync(home);
    const path = join(folder, 'shop');
    const repository = GitRepository.make(path, home, { 'app.conf': `# Shop\n${SICK_PORT}\n` });
    const hook = stack.use(await webhookReceiver());
    const api = stack.use(await FakeClaudeApi.start(model));
    const env = { WEBHOOK_URL: hook.url, PARAMEDIC_HEAL_MAX_ATTEMPTS: '1', PARAMEDIC_ESCALATION_COALESCE: '1s' };
    const ward = stack.use(await openWard(env));
    const project = `shop-${randomBytes(4).toString('hex')}`;
    const compose = { 'com.docker.compose.project': project, 'com.docker.compose.service': 'web' };
    const patient = stack.use(
      await runContainer({
        ...HEALTH,
        script: PROGRAM,
        binds: [`${path}:/shop:ro`],
        labels: { ...ward.labels, ...compose },
      }),
    );
    const looking = stack.use(await connect(ward.databaseUrl));
    const parts = { ward, patient, repository, api, target: `${project}/web#1`, told: hook.letters };
    const clinic = new Clinic(parts, { looking, stack: stack.move() });
    await clinic.#work(join(folder, 'data'), home, { ...env, ...claude, PARAMEDIC_WORKSPACES: `${project}=${path}` });
    return clinic;
  }

  /** As `paramedic worker` does it. */
  async #work(dataDir: string, home: string, env: Readonly<Record<string, string>>): Promise<void> {
    const { clock, logs: logger } = this;
    const config = validConfig({
      ...{ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: this.api.url, PARAMEDIC_HEAL_VERIFY: '2s' },
      ...{ PARAMEDIC_CLAUDE_MAX_LOAD: '1000', PARAMEDIC_CLAUDE_FIRST_EVENT: '10m', PARAMEDIC_DATA_DIR: dataDir },
      ...env,
    });
    const storage = openWorkerStorage({ url: this.ward.databaseUrl, clock, logger: silentLogger });
    this.#stack.defer(() => storage.close());
    await storage.ready();
    const surroundings = { path: GIT_PATH, home };
    const worker = makeWorker({ config, escalations: storage.escalations, surroundings, clock, logger });
    const listener = storage.listener((topic) => worker.wake(topic));
    for (const service of [worker, listener]) {
      this.#stack.defer(() => service.stop());
      await service.start();
    }
  }

  /** The so many-th escalation, from 1, once it is over. */
  async finished(count = 1): Promise<Record<string, unknown>> {
    const { escalation } = await this.logs.until('escalation_finished', count, 90_000);
    const [row] = await this.sql('SELECT * FROM monitor_escalations WHERE id = $1', escalation);
    return row ?? {};
  }

  /** After a session without success: the time in which health could have been seen is over at once, and people are told. */
  async overdue(): Promise<Record<string, unknown>> {
    const { escalation } = await this.logs.until('claude_finished', 1, 90_000);
    const told = "SELECT 1 AS told FROM monitor_incident_events WHERE kind = 'claude_finished'";
    await eventually('the line that it has finished', async () => (await this.sql(told))[0]);
    // From then on it waits for what the monitor sees, and renews its claim meanwhile.
    for (let renewal = 0; renewal < 2; renewal += 1) await this.#renewal(escalation);
    this.clock.jump(OVERDUE_MS);
    const row = await this.finished();
    await this.sql("UPDATE monitor_notifications SET next_attempt_at = now() WHERE status = 'pending'");
    return row;
  }

  async sql(text: string, ...values: unknown[]): Promise<Record<string, unknown>[]> {
    return (await this.#looking.query(text, values)).rows;
  }

  async #renewal(id: unknown): Promise<void> {
    const lease = async () => (await this.sql('SELECT lease_until FROM monitor_escalations WHERE id = $1', id))[0];
    const before = String((await lease())?.lease_until);
    await eventually('a renewal', async () => (String((await lease())?.lease_until) === before ? undefined : true));
  }

  /** What people were told of by the webhook, in order, once all of it has been delivered. */
  async events(last: string): Promise<string[]> {
    await this.told.find(({ event }) => event === last, { deadlineMs: 60_000 });
    return this.told.items.map(({ event }) => String(event));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

interface Rest {
  readonly looking: Connection;
  readonly stack: AsyncDisposableStack;
}
