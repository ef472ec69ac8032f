import { availableParallelism, hostname, loadavg } from 'node:os';
import { delimiter, isAbsolute, join, sep } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { newId } from '../base/id.ts';
import type { Logger } from '../base/logger.ts';
import { createDiagnose } from '../claude/diagnose.ts';
import { findClaude } from '../claude/find.ts';
import { createLauncher } from '../claude/launcher.ts';
import { createReap } from '../claude/processes.ts';
import { readSessions } from '../claude/sessions.ts';
import type { Config } from '../config/config.ts';
import type { Capability } from '../escalation/worker-ports.ts';
import { AUTHOR } from '../git/git.ts';
import { GitWorkshop } from '../git/workshop.ts';
import { DiskCaseFiles } from '../host/case-files.ts';
import { processScope } from '../host/process-scope.ts';
import { processStart } from '../host/process-start.ts';
import { channelsOf } from '../notifications/channels.ts';
import type { EscalationStore } from '../storage/escalation-store.ts';
import { nameOf } from '../worker/orphans.ts';
import { Worker } from '../worker/worker.ts';
import type { WorkerDeps } from '../worker/worker-deps.ts';

/** What a worker takes from the process that it is in. */
export interface WorkerSurroundings {
  /** The value of PATH. */
  readonly path: string;
  /** HOME: whose git settings say which folders are safe, and where that person's own Claude Code is registered. */
  readonly home: string;
}

export interface MakeWorkerOptions {
  readonly config: Config;
  readonly escalations: EscalationStore;
  readonly surroundings: WorkerSurroundings;
  readonly clock: Clock;
  readonly logger: Logger;
}

export const makeWorker = (options: MakeWorkerOptions): Worker => new Worker(workerDeps(options));

/** The composition of a worker: everything that it uses is made here. */
export function workerDeps({ config, escalations, surroundings, clock, logger }: MakeWorkerOptions): WorkerDeps {
  const { claude, escalation, heal, dataDir } = config;
  const { path, home } = surroundings;
  const host = config.host ?? hostname();
  const { queue, approvals, desk, archive } = escalations;
  return {
    ...{ name: nameOf(host, process.pid, processScope()), host, queue, approvals, desk, archive, newId, clock, logger },
    settings: {
      ...{ claude, maxAttempts: escalation.maxAttempts, verifyMs: heal.verifyMs, path: runPath(path) },
      ...{
        channels: channelsOf(config, clock.now).map(({ name }) => name),
        secrets: secretsOf(config),
        variables: AUTHOR,
      },
    },
    launcher: createLauncher(clock),
    reap: createReap(clock),
    workshop: new GitWorkshop({ path, environment: { HOME: home } }),
    files: new DiskCaseFiles(dataDir),
    agents: () => readSessions(join(home, '.claude')),
    processStart,
    diagnose: diagnosisOf(config, logger),
    capability: () => capabilityOf(config, path),
    loadPerCore: () => (loadavg()[0] ?? 0) / availableParallelism(),
  };
}

/** Whether Claude Code can be launched here, and what is missing otherwise. */
export async function capabilityOf({ claude }: Pick<Config, 'claude'>, pathVariable: string): Promise<Capability> {
  if (claude.enabled === 'false') return { kind: 'unable', reason: 'switched off: claude.enabled is false' };
  if (claude.apiKey === undefined) {
    const reason = 'there is no key of the Claude API: set ANTHROPIC_API_KEY or ANTHROPIC_API_KEY_FILE';
    return { kind: 'unable', reason };
  }
  const program = await findClaude({ path: claude.path, pathVariable });
  if (program.kind === 'missing') return { kind: 'unable', reason: `${program.reason}: ${program.cure}` };
  return { kind: 'able', program: program.path, version: program.version, apiKey: claude.apiKey };
}

/** Programs of the machine: nothing relative, and nothing that comes with a checkout in which a run may write. */
const runPath = (pathVariable: string): string =>
  pathVariable
    .split(delimiter)
    .filter((folder) => isAbsolute(folder) && !folder.split(sep).includes('node_modules'))
    .join(delimiter) || '/usr/local/bin:/usr/bin:/bin';

const diagnosisOf = ({ claude }: Config, logger: Logger) =>
  claude.diagnosis && claude.apiKey !== undefined
    ? createDiagnose({ apiKey: claude.apiKey, baseUrl: claude.baseUrl, model: claude.model, logger })
    : undefined;

function secretsOf(config: Config): string[] {
  const { token, webhookSecret, slackUrl, webhookUrl, alertmanagerUrl, databaseUrl, claude } = config;
  const passwords = [databaseUrl, alertmanagerUrl].flatMap(passwordsIn);
  const given = [token, webhookSecret, slackUrl, webhookUrl, ...passwords, claude.apiKey];
  return given.flatMap((one) => (one === undefined || one === '' ? [] : [one]));
}

/** In a URL a password is escaped, in a log it is not. */
function passwordsIn(url: string | undefined): string[] {
  const escaped = url === undefined ? undefined : URL.parse(url)?.password;
  return escaped === undefined ? [] : [...new Set([escaped, decodeURIComponent(escaped)])];
}
