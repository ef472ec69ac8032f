import { roleLine, welcome } from './app/greeting.ts';
import type { WorkerSurroundings } from './app/make-worker.ts';
import { startApp } from './app.ts';
import { messageOf, ParamedicError } from './base/errors.ts';
import { createLogger } from './base/logger.ts';
import type { Config } from './config/config.ts';
import type { Finding } from './containers/finding.ts';
import type { LeadershipStatus } from './incidents/view.ts';

export interface ServeOptions {
  readonly config: Config;
  readonly findings: readonly Finding[];
  readonly version: string;
  /** For a worker in this process. */
  readonly surroundings: WorkerSurroundings;
  /** Aborts when we shall end. */
  readonly signal: AbortSignal;
  /** For people: where to look. */
  readonly say: (line: string) => void;
}

/** Runs the monitor until the signal aborts, or until it finds that it cannot go on; resolves to the exit code. */
export async function serve(options: ServeOptions): Promise<number> {
  const { config, findings, version, surroundings, signal, say } = options;
  const logger = createLogger({
    level: config.log.level,
    console: config.log.format,
    directory: `${config.dataDir}/logs`,
  });
  const onRole = (role: LeadershipStatus): void => {
    const line = roleLine(role, config.mode);
    if (line !== undefined) say(line);
  };
  const app = await startApp({ config, findings, logger, version, surroundings, onRole }).catch(
    async (error: unknown) => {
      await logger.close();
      throw error;
    },
  );
  logger.info('paramedic_started', { version, url: app.url, mode: config.mode, data: config.dataDir });
  say(welcome(app.url, config));
  const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  let exitCode = 0;
  const broken = app.watching.then(
    () => ended,
    (error: unknown) => {
      if (signal.aborted) return;
      const cure = error instanceof ParamedicError ? error.cure : undefined;
      logger.error('cannot_watch', { error: messageOf(error), cure });
      exitCode = 1;
    },
  );
  await Promise.race([ended, broken]);
  logger.info('paramedic_stopping', {});
  await app.stop();
  await logger.close();
  return exitCode;
}
