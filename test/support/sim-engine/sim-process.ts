import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AnswerOf, ArgumentsOf, OrderName } from './orders.ts';
import type { SimSpec } from './spec.ts';

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** A simulated engine whose CPU is not ours: `await using engine = await simProcess(manySpecs(5_000))`. */
export async function simProcess(specs: readonly SimSpec[] = []): Promise<SimProcess> {
  const child = fork(CHILD, { serialization: 'advanced', execArgv: ['--disable-warning=ExperimentalWarning'] });
  const [{ ready }] = (await once(child, 'message')) as [{ ready: string }];
  const engine = new SimProcess(child, ready);
  await engine.order('add', specs);
  return engine;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class SimProcess implements AsyncDisposable {
  readonly dockerHost: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;

  constructor(child: ChildProcess, dockerHost: string) {
    this.#child = child;
    this.dockerHost = dockerHost;
    child.on('message', (message) => this.#hear(message as { id: number; answer?: unknown; error?: string }));
    child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the simulated engine has ended'));
      this.#waiting.clear();
    });
  }

  get socketPath(): string {
    return this.dockerHost.slice('unix://'.length);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  order<K extends OrderName>(name: K, ...args: ArgumentsOf<K>): Promise<AnswerOf<K>> {
    const id = ++this.#orders;
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#child.send({ id, name, args });
    return answer as Promise<AnswerOf<K>>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.disconnect();
    await exit;
  }

  #hear({ id, answer, error }: { id: number; answer?: unknown; error?: string }): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(error));
  }
}
