#!/usr/bin/env -S node --max-semi-space-size=4 --optimize-for-size --single-threaded
// A small young generation (in MB) and small code save some 20 MB of memory; what lives long is small here. Without threads
// of their own, collector and compiler cannot take a second core. Why: docs/adr/0015.
import { existsSync, readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { messageOf } from './base/errors.ts';

/** The edge of the process: command line, signals, exit code. Nothing else ends the process. */
const VERSION: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;

/** How long an orderly end may take; a second signal ends at once. */
const STOP_PATIENCE_MS = 20_000;

function endSignal(): AbortSignal {
  const ending = new AbortController();
  const onSignal = (): void => {
    if (ending.signal.aborted) process.exit(130);
    ending.abort();
    setTimeout(() => process.exit(1), STOP_PATIENCE_MS).unref();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return ending.signal;
}

/** The image's HEALTHCHECK runs for ever: without a settings file it needs nothing but the address. */
async function quickHealthcheck(): Promise<number | undefined> {
  const { PARAMEDIC_CONFIG: file, PARAMEDIC_LISTEN: listen = '127.0.0.1:8377' } = process.env;
  if (file !== undefined || existsSync('paramedic.yml')) return undefined;
  const { parseListen } = await import('./config/listen.ts');
  const address = parseListen(listen);
  if (address === undefined) return undefined;
  const { healthcheck } = await import('./cli/healthcheck.ts');
  const { healthy, line } = await healthcheck(address);
  process.stdout.write(`${line}\n`);
  return healthy ? 0 : 1;
}

/** A user id without a name in the user database, as in a container, has none. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'somebody';
  }
}

const surroundings = () => ({ path: process.env.PATH ?? '', home: homedir() });

async function main(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === 'healthcheck') {
    const exitCode = await quickHealthcheck();
    if (exitCode !== undefined) return exitCode;
  }
  const { loadConfig } = await import('./config/load.ts');
  const readFile = (path: string) => readFileSync(path, 'utf8');
  const load = (over?: string) =>
    loadConfig({ env: process.env, cwd: process.cwd(), readFile, ...(over === undefined ? {} : { over }) });
  const { runCli } = await import('./cli/program.ts');
  const { coloured, plain, wantsColour } = await import('./cli/paint.ts');
  // The errands bring the adapters with them; readers and the health check do without.
  const errands = () => import('./errands.ts');
  return runCli(argv, {
    version: VERSION,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    paint: wantsColour(process.env, process.stdout.isTTY) ? coloured : plain,
    now: () => Date.now(),
    userName,
    loadConfig: load,
    serve: async (config, findings) => {
      const { serve } = await import('./serve.ts');
      const say = (line: string) => void process.stdout.write(`${line}\n`);
      return serve({ config, findings, version: VERSION, surroundings: surroundings(), signal: endSignal(), say });
    },
    work: async (config) => {
      const { work } = await import('./work.ts');
      const say = (line: string) => void process.stdout.write(`${line}\n`);
      return work({ config, version: VERSION, surroundings: surroundings(), signal: endSignal(), say });
    },
    serveMcp: async (backend) => (await import('./mcp/stdio.ts')).serveMcpOverStdio(backend, VERSION),
    migrate: async (config) => (await errands()).runMigrations(config),
    databaseUrl: async (config) => (await errands()).databaseUrl(config),
    history: async (config, since, until) => (await errands()).readHistory(config, since, until),
    facts: {
      engine: async (config) => (await errands()).engineReport(config),
      storage: async (config) => (await errands()).storageReport(config),
      dataDir: async (config) => (await errands()).dataDirReport(config),
      host: async (config) => (await errands()).sampleHost(config),
      channels: async (config) => (await errands()).channelRecords(config),
      onCall: async () => (await errands()).onCallFacts(process.env.PATH ?? ''),
    },
  });
}

process.on('unhandledRejection', (error) => {
  process.stderr.write(
    `paramedic: unhandled: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});

main(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
    // A handle that somebody forgot must not keep a finished process alive.
    setTimeout(() => process.exit(exitCode), 2_000).unref();
  },
  (error: unknown) => {
    process.stderr.write(`paramedic: ${messageOf(error)}\n`);
    process.exit(1);
  },
);
