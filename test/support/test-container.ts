import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type Dockerode from 'dockerode';

type Info = Dockerode.ContainerInspectInfo;

/** One container of a test, with what people do to containers. */
export class TestContainer implements AsyncDisposable {
  readonly docker: Dockerode;
  readonly id: string;
  readonly name: string;
  readonly #container: Dockerode.Container;

  constructor(docker: Dockerode, id: string, name: string) {
    this.docker = docker;
    this.id = id;
    this.name = name;
    this.#container = docker.getContainer(id);
  }

  async start(): Promise<void> {
    await this.#container.start();
  }
  async stop(timeoutMs = 2_000): Promise<void> {
    await this.#container.stop({ t: Math.ceil(timeoutMs / 1000) });
  }
  async restart(timeoutMs = 2_000): Promise<void> {
    await this.#container.restart({ t: Math.ceil(timeoutMs / 1000) });
  }
  async kill(signal = 'SIGKILL'): Promise<void> {
    await this.#container.kill({ signal });
  }
  async pause(): Promise<void> {
    await this.#container.pause();
  }
  async unpause(): Promise<void> {
    await this.#container.unpause();
  }
  async rename(name: string): Promise<void> {
    await this.#container.rename({ name });
  }
  inspect(): Promise<Info> {
    return this.#container.inspect();
  }

  /** Takes the health file away; a restart brings it back. */
  async makeSick(): Promise<void> {
    await this.exec(['rm', '-f', '/tmp/healthy']);
  }

  /** Runs a command inside to its end. */
  async exec(command: string[]): Promise<{ exitCode: number; output: string }> {
    const exec = await this.#container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true, Tty: true });
    const stream = await exec.start({ Tty: true });
    let output = '';
    for await (const chunk of stream as Readable) output += String(chunk);
    const { ExitCode } = await exec.inspect();
    return { exitCode: ExitCode ?? -1, output };
  }

  async waitForHealth(status: 'healthy' | 'unhealthy' | 'starting', deadlineMs?: number): Promise<void> {
    await this.until((info) => info.State.Health?.Status === status, deadlineMs);
  }

  /** Looks again at each of its events until the container is as it should be. */
  async until(fits: (info: Info) => boolean, deadlineMs = 20_000): Promise<Info> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), deadlineMs);
    const events = (await this.docker.getEvents({ filters: { container: [this.id] } })) as Readable;
    abort.signal.addEventListener('abort', () => events.destroy());
    let info = await this.inspect();
    try {
      if (fits(info)) return info;
      for await (const _ of events) {
        info = await this.inspect();
        if (fits(info)) return info;
      }
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      events.destroy();
    }
    throw new Error(`${this.name} was not as expected within ${deadlineMs} ms: ${JSON.stringify(info.State)}`);
  }

  /** The next event of this kind, from this call on, however late the engine hears of it; call it before what causes it. */
  async nextEvent(event: string): Promise<void> {
    const since = Date.now() / 1000;
    const filters = { container: [this.id], event: [event] };
    const events = (await this.docker.getEvents({ filters, since })) as Readable;
    await once(events, 'data');
    events.destroy();
  }

  /** Removes it, also when it is gone already or removes itself. */
  async remove(): Promise<void> {
    await this.#container.remove({ force: true, v: true }).catch((error: { statusCode?: number }) => {
      if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }
}
