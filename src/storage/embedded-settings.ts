import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** How to reach the embedded server. Kept beside its data, readable for its owner only. */
export interface EmbeddedSettings {
  readonly port: number;
  readonly password: string;
}

export const EMBEDDED_USER = 'paramedic';
export const EMBEDDED_DATABASE = 'paramedic';
const fileOf = (dataDir: string): string => join(dataDir, 'postgres.json');

export function readSettings(dataDir: string): EmbeddedSettings | undefined {
  try {
    const { port, password } = JSON.parse(readFileSync(fileOf(dataDir), 'utf8')) as Partial<EmbeddedSettings>;
    return typeof port === 'number' && typeof password === 'string' ? { port, password } : undefined;
  } catch {
    return undefined;
  }
}

/** Durable before it is used: the password exists nowhere else. */
export async function writeSettings(dataDir: string, settings: EmbeddedSettings): Promise<void> {
  const partial = await writePartial(dataDir, settings);
  await rename(partial, fileOf(dataDir));
}

/** The settings that are there, or new ones; of two that make them at the same moment both get the same. */
export async function ensureSettings(dataDir: string): Promise<EmbeddedSettings> {
  const existing = readSettings(dataDir);
  if (existing !== undefined) return existing;
  const made = { port: await freePort(), password: randomBytes(24).toString('base64url') };
  const partial = await writePartial(dataDir, made);
  try {
    await link(partial, fileOf(dataDir));
    return made;
  } catch (error) {
    const others = readSettings(dataDir);
    if (others !== undefined) return others;
    throw error;
  } finally {
    await rm(partial, { force: true });
  }
}

async function writePartial(dataDir: string, settings: EmbeddedSettings): Promise<string> {
  const partial = `${fileOf(dataDir)}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = await open(partial, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(settings)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return partial;
}

export const urlOf = ({ port, password }: EmbeddedSettings, database = EMBEDDED_DATABASE): string =>
  `postgresql://${EMBEDDED_USER}:${password}@127.0.0.1:${port}/${database}`;

/** The wished port if nobody listens there, else any free one. */
export async function freePort(wished = 0): Promise<number> {
  return (await tryPort(wished)) ?? (await tryPort(0)) ?? 0;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

/**
 * A database beside a monitor: little memory, few connections, no replication, its log in one file a weekday.
 * fsync and synchronous_commit stay on: an intent must be on disk before the act.
 * The port is told to the server when it is started.
 */
export const SERVER_CONFIG = `# Written by Paramedic at every start.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 20
shared_buffers = '32MB'
max_wal_size = '256MB'
min_wal_size = '32MB'
wal_level = minimal
max_wal_senders = 0
max_logical_replication_workers = 0
max_worker_processes = 2
max_parallel_workers = 0
autovacuum_max_workers = 1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
log_min_error_statement = fatal
logging_collector = on
log_directory = 'log'
log_filename = 'postgres-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1440
log_rotation_size = 0
`;
