import { messageOf, ParamedicError } from '../base/errors.ts';
import type { Scene, SceneReader } from '../healing/ports.ts';
import type { Connection } from './connection.ts';
import { inspectInFull } from './inspect-in-full.ts';
import { logsTail } from './logs-tail.ts';
import { translateScene } from './translate-scene.ts';

const LINES = 100;
const MAX_BYTES = 16 * 1024;

/** One inspect and one read of the log, side by side. A log that cannot be read (driver `none`) hides nothing else. */
export class DockerSceneReader implements SceneReader {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async read(id: string, until: number): Promise<Scene | undefined> {
    const [inspected, log] = await Promise.all([this.#inspect(id), this.#log(id, until)]);
    return inspected && { ...translateScene(inspected), ...log };
  }

  async #inspect(id: string) {
    try {
      return await inspectInFull(this.#connection, id);
    } catch (error) {
      if (error instanceof ParamedicError && error.code === 'container_gone') return undefined;
      throw error;
    }
  }

  async #log(id: string, until: number): Promise<Pick<Scene, 'logs' | 'logError'>> {
    try {
      const logs = await logsTail(this.#connection, id, { lines: LINES, maxBytes: MAX_BYTES, until });
      return { logs, logError: undefined };
    } catch (error) {
      return { logs: undefined, logError: messageOf(error) };
    }
  }
}
