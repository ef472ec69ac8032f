import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const GRAFANA = 'grafana/grafana:12.1.1';

/** The tracked files, as a fresh clone has them. */
async function cleanCopy(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'paramedic-stack-'));
  const { stdout } = await run('git', ['-c', 'safe.directory=*', 'ls-files', '-z'], { cwd: root });
  for (const file of stdout.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(folder, file));
  }
  return folder;
}

/** The compose stack of a clean copy, under a project, an image and ports of its own. */
export class Stack implements AsyncDisposable {
  readonly folder: string;
  readonly project: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #files: string[];

  private constructor(folder: string, project: string, env: NodeJS.ProcessEnv, files: string[]) {
    this.folder = folder;
    this.project = project;
    this.#env = env;
    this.#files = files;
  }

  /** Copied, not yet up; `env` are settings as a person would export them. */
  static async prepare(env: Readonly<Record<string, string>>): Promise<Stack> {
    const project = `paramedic-stack-${randomBytes(4).toString('hex')}`;
    const [monitor, prometheus, grafana] = await Promise.all([freePort(), freePort(), freePort()]);
    const withGrafana = await run('docker', ['image', 'inspect', GRAFANA]).then(
      () => true,
      () => false,
    );
    const files = ['docker-compose.yml', ...(withGrafana ? [] : ['docker/compose.no-grafana.yml'])];
    return new Stack(
      await cleanCopy(),
      project,
      {
        ...process.env,
        ...env,
        MONITOR_PORT: String(monitor),
        PROMETHEUS_PORT: String(prometheus),
        GRAFANA_PORT: String(grafana),
        MONITOR_IMAGE: `${project}:test`,
      },
      files,
    );
  }

  /** One more compose file, on top of the others. */
  addFile(path: string): void {
    this.#files.push(path);
  }

  async compose(...args: string[]): Promise<string> {
    const files = this.#files.flatMap((file) => ['-f', file]);
    const { stdout } = await run('docker', ['compose', '-p', this.project, ...files, ...args], {
      cwd: this.folder,
      env: this.#env,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  /** Runs a command in a service's container: its output, trimmed. */
  async exec(service: string, ...command: string[]): Promise<string> {
    return (await this.compose('exec', '-T', service, ...command)).trim();
  }

  /** The rows of a query in psql, as a person types it, in unaligned form. */
  async psql(sql: string): Promise<string[]> {
    const output = await this.exec('postgres', 'psql', '-qAt', '-v', 'ON_ERROR_STOP=1', '-c', sql);
    return output.split('\n').filter((line) => line !== '');
  }

  url(service: 'monitor' | 'prometheus', path: string): string {
    return `http://127.0.0.1:${this.#env[`${service.toUpperCase()}_PORT`]}${path}`;
  }

  /** When each container of the stack was started last: equal before and after means that none was restarted. */
  async starts(): Promise<string[]> {
    const ids = (await this.compose('ps', '-q')).trim().split('\n');
    const { stdout } = await run('docker', ['inspect', '-f', '{{.Name}} {{.State.StartedAt}}', ...ids]);
    return stdout.trim().split('\n').sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.compose('down', '-v', '--remove-orphans', '--timeout', '5');
    await run('docker', ['image', 'rm', '-f', `${this.project}:test`]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
