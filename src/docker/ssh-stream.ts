import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Duplex, type Readable, type Writable } from 'node:stream';
import type { EngineAddress } from './address.ts';

type SshAddress = Extract<EngineAddress, { kind: 'ssh' }>;

/** As the docker CLI reaches a remote engine: the user's own ssh, so keys, agent, known hosts and ~/.ssh/config hold. */
export function sshArguments(address: SshAddress): string[] {
  const remote = address.remoteSocket === undefined ? [] : ['--host', `unix://${address.remoteSocket}`];
  return [
    ...[
      '-o',
      'ConnectTimeout=10',
      '-o',
      'BatchMode=yes',
      '-o',
      'ServerAliveInterval=10',
      '-o',
      'ServerAliveCountMax=2',
      '-T',
    ],
    ...(address.user === undefined ? [] : ['-l', address.user]),
    ...(address.port === undefined ? [] : ['-p', String(address.port)]),
    '--',
    address.host,
    // ssh joins these with blanks and hands them to a remote shell.
    ...['docker', ...remote.map(quoted), 'system', 'dial-stdio'],
  ];
}

const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** One connection to a remote engine, shaped as the socket that an http.Agent expects. */
export class SshStream extends Duplex {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  #complaint = '';

  constructor(address: SshAddress, command: readonly string[]) {
    super();
    const [program = 'ssh', ...options] = command;
    this.#child = spawn(program, [...options, ...sshArguments(address)], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) this.#child.stdout.pause();
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString()).slice(-500);
    });
    // A broken pipe only says that ssh hears nothing any more; why, it says at its end.
    this.#child.stdin.on('error', () => {});
    this.#child.on('error', (error) => this.destroy(error));
    this.#child.on('close', (code) => this.#ended(code));
  }

  override _read(): void {
    this.#child.stdout.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#child.stdin.write(chunk, encoding, () => callback());
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#child.stdin.end(() => callback());
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    // The far end of the pipes ends with them, also a program that does not heed the signal.
    for (const pipe of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) pipe.destroy();
    this.#child.kill('SIGTERM');
    callback(error);
  }

  #ended(code: number | null): void {
    if (this.destroyed) return;
    if (code === 0) this.push(null);
    else this.destroy(Object.assign(new Error(`ssh ended with ${code}: ${this.#complaint.trim()}`), { code: 'ESSH' }));
  }

  // What http calls on a socket and has no meaning for a pair of pipes.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
