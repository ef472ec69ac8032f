import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../src/storage/embedded-settings.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FLOOR = fileURLToPath(import.meta.resolve('./floor.mjs'));
const READY_MS = 60_000;

/** A healer at work in a process of its own. */
export class Healer implements AsyncDisposable {
  readonly name: HealerName;
  readonly url: string | undefined;
  readonly #process: ChildProcess;

  constructor(name: HealerName, process: ChildProcess, url?: string) {
    this.name = name;
    this.url = url;
    this.#process = process;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await exit;
  }
}

export type HealerName = 'floor' | 'paramedic';

export interface Ward {
  /** Heals what carries this label, and nothing else on this engine. */
  readonly label: string;
  readonly socketPath: string;
  /** Here the monitor keeps its Postgres from one start to the next, and both their logs. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

export function startHealer(name: HealerName, ward: Ward): Promise<Healer> {
  return name === 'floor' ? startFloor(ward) : startMonitor(ward);
}

async function startFloor({ label, socketPath, folder }: Ward): Promise<Healer> {
  const process = start([FLOOR, socketPath, label, '10'], { folder, log: 'floor.log', stdout: 'pipe' });
  const healer = new Healer('floor', process);
  await Promise.race([once(process.stdout as NodeJS.ReadableStream, 'data'), ended(process, folder, 'floor.log')]);
  return healer;
}

/** As people run it, from dist/, with every setting as shipped but the host's budget: a run heals more than a host should. */
async function startMonitor({ label, socketPath, folder, signal }: Ward): Promise<Healer> {
  const port = await freePort();
  const env = {
    DOCKER_HOST: `unix://${socketPath}`,
    AUTOHEAL_CONTAINER_LABEL: label,
    PARAMEDIC_DATA_DIR: join(folder, 'data'),
    PARAMEDIC_LISTEN: `127.0.0.1:${port}`,
    PARAMEDIC_HEAL_HOST_BUDGET: '10000/600s',
  };
  const process = start(
    ['--max-semi-space-size=4', '--optimize-for-size', '--single-threaded', join(ROOT, 'dist', 'main.js'), 'serve'],
    {
      folder,
      log: 'monitor.log',
      env,
    },
  );
  const healer = new Healer('paramedic', process, `http://127.0.0.1:${port}`);
  try {
    await Promise.race([isReady(`${healer.url}/readyz`, signal), ended(process, folder, 'monitor.log')]);
    return healer;
  } catch (error) {
    await healer[Symbol.asyncDispose]();
    throw error;
  }
}

interface StartOptions {
  folder: string;
  log: string;
  env?: Record<string, string>;
  stdout?: 'pipe';
}

/** In a folder without a paramedic.yml, and without any setting of the person who runs this. */
function start(args: string[], { folder, log, env, stdout }: StartOptions): ChildProcess {
  mkdirSync(folder, { recursive: true });
  const file = openSync(join(folder, log), 'a');
  const { PATH, HOME, LANG } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH, HOME, LANG, ...env },
    stdio: ['ignore', stdout ?? file, file],
    // Not the terminal's: a Ctrl-C ends the benchmark, and that ends its healers.
    detached: true,
  });
  closeSync(file);
  return child;
}

async function ended(process: ChildProcess, folder: string, log: string): Promise<never> {
  await once(process, 'exit');
  const said = readFileSync(join(folder, log), 'utf8').split('\n').slice(-15).join('\n');
  throw new Error(`it ended with ${process.exitCode ?? process.signalCode}:\n${said}`);
}

async function isReady(url: string, signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(READY_MS)]);
  for (;;) {
    deadline.throwIfAborted();
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(50);
  }
}
