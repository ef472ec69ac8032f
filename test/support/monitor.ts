import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '../../src/app.ts';
import type { Clock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/logger.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Happening } from '../../src/incidents/happening.ts';
import type { TargetView } from '../../src/incidents/view.ts';
import { freshDatabase } from './postgres.ts';

type Kind = Happening['kind'];
type Of<K extends Kind> = Extract<Happening, { kind: K }>;

export interface MonitorOptions {
  env?: Record<string, string>;
  databaseUrl: string;
  /** Watch only containers with this label; unique per test, so that tests leave each other's containers alone. */
  label: string;
  /** False: do not wait until it watches. */
  wait?: boolean;
  clock?: Clock;
}

/** Quick verification and backoff, and no opinion on the machine that tests run on; everything else as shipped. */
export const QUICK = {
  PARAMEDIC_LISTEN: '127.0.0.1:0',
  PARAMEDIC_INTERVAL: '2s',
  PARAMEDIC_HEAL_VERIFY: '2s',
  PARAMEDIC_HEAL_BACKOFF_MIN: '1s',
  PARAMEDIC_HEAL_BACKOFF_MAX: '4s',
  ...{ PARAMEDIC_THRESHOLDS_DISK_FREE: '0%', PARAMEDIC_THRESHOLDS_HOST_MEMORY_FREE: '0%' },
  PARAMEDIC_THRESHOLDS_HOST_LOAD: '1000',
};

/** A whole Paramedic inside the test: real engine, real Postgres, real HTTP. */
export class TestMonitor implements AsyncDisposable {
  readonly app: App;
  readonly databaseUrl: string;
  readonly #past: Happening[] = [];
  readonly #dataDir: string;

  private constructor(app: App, databaseUrl: string, dataDir: string) {
    this.app = app;
    this.databaseUrl = databaseUrl;
    this.#dataDir = dataDir;
    app.happenings.on((happening) => this.#past.push(happening));
  }

  static async start({ env = {}, databaseUrl, label, wait = true, clock }: MonitorOptions): Promise<TestMonitor> {
    const dataDir = await mkdtemp(join(tmpdir(), 'paramedic-monitor-'));
    const loaded = loadConfig({
      env: {
        ...QUICK,
        PARAMEDIC_DATA_DIR: dataDir,
        DATABASE_URL: databaseUrl,
        AUTOHEAL_CONTAINER_LABEL: label,
        ...env,
      },
      cwd: dataDir,
      readFile: () => {
        throw Object.assign(new Error('no file'), { code: 'ENOENT' });
      },
    });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
    const { config, findings } = loaded;
    const app = await startApp({ config, findings, logger: silentLogger, version: 'test', ...(clock && { clock }) });
    const monitor = new TestMonitor(app, databaseUrl, dataDir);
    if (wait) await app.watching;
    return monitor;
  }

  get happenings(): readonly Happening[] {
    return this.#past;
  }

  /** The first happening of this kind that fits, past or to come. */
  async until<K extends Kind>(
    kind: K,
    fits: (happening: Of<K>) => boolean = () => true,
    deadlineMs = 30_000,
  ): Promise<Of<K>> {
    const matches = (happening: Happening): happening is Of<K> => happening.kind === kind && fits(happening as Of<K>);
    return this.#past.find(matches) ?? this.#toCome(kind, matches, deadlineMs);
  }

  #toCome<K extends Kind>(
    kind: K,
    matches: (happening: Happening) => happening is Of<K>,
    deadlineMs: number,
  ): Promise<Of<K>> {
    return new Promise((resolve, reject) => {
      const off = this.app.happenings.on((happening) => {
        if (!matches(happening)) return;
        clearTimeout(timer);
        off();
        resolve(happening);
      });
      const timer = setTimeout(() => {
        off();
        const seen = this.#past.filter((one) => one.kind !== 'reconciled' && one.kind !== 'sampled').map(brief);
        reject(new Error(`no ${kind} within ${deadlineMs} ms; seen: ${seen.join(' | ')}`));
      }, deadlineMs);
    });
  }

  /** A verdict of this target, now or later; that it once was so is not enough. */
  async untilVerdict(target: string, to: string): Promise<void> {
    if (this.app.fleet.target(target)?.verdict === to) return;
    const matches = (it: Happening): it is Of<'verdict_changed'> =>
      it.kind === 'verdict_changed' && it.target === target && it.to === to;
    await this.#toCome('verdict_changed', matches, 30_000);
  }

  /** Until a target looks like this; looked at again at everything that happens. */
  untilTarget(target: string, fits: (view: TargetView) => boolean): Promise<void> {
    return this.untilTrue(() => {
      const view = this.app.fleet.target(target);
      return view !== undefined && fits(view);
    });
  }

  untilGone(target: string): Promise<void> {
    return this.untilTrue(() => this.app.fleet.target(target) === undefined);
  }

  /** Looked at again at everything that happens. */
  async untilTrue(fits: () => boolean): Promise<void> {
    if (fits()) return;
    await new Promise<void>((resolve) => {
      const off = this.app.happenings.on(() => {
        if (!fits()) return;
        off();
        resolve();
      });
    });
  }

  /** Full looks from now on: what they have not found is not there. */
  async rounds(count: number): Promise<void> {
    for (let round = 0; round < count; round += 1) {
      await new Promise<void>((resolve) => {
        const off = this.app.happenings.on((happening) => {
          if (happening.kind !== 'reconciled') return;
          off();
          resolve();
        });
      });
    }
  }

  of<K extends Kind>(kind: K): Of<K>[] {
    return this.#past.filter((happening): happening is Of<K> => happening.kind === kind);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

const brief = (happening: Happening): string =>
  'target' in happening && 'to' in happening
    ? `${happening.target} ${happening.from}→${happening.to} (${happening.reason})`
    : happening.kind;

/** A label of its own for each test. */
export const uniqueLabel = (): string => `pm-${randomBytes(4).toString('hex')}`;

export interface Ward extends AsyncDisposable {
  monitor: TestMonitor;
  databaseUrl: string;
  /** For `runContainer`: watched by this monitor and by no other. */
  labels: Record<string, string>;
  label: string;
}

/** A fresh database and a monitor on it. */
export async function openWard(env: Record<string, string> = {}): Promise<Ward> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await freshDatabase());
  const label = uniqueLabel();
  const monitor = stack.use(await TestMonitor.start({ env, databaseUrl: database.url, label }));
  return {
    monitor,
    databaseUrl: database.url,
    label,
    labels: { [label]: 'true' },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
