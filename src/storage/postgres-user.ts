import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ParamedicError } from '../base/errors.ts';
import { run } from './postgres-binaries.ts';

/** Whom Postgres runs as: root it refuses, so as root it is the user postgres; otherwise whoever runs Paramedic. */
export interface PostgresUser {
  readonly uid: number;
  readonly gid: number;
}

/** Undefined: ourselves. */
export async function postgresUser(): Promise<PostgresUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const existing = await idOf('postgres');
  if (existing !== undefined) return existing;
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres']).catch(
    async (cause) => {
      // Somebody else has made it in this very moment.
      if ((await idOf('postgres')) !== undefined) return;
      throw new ParamedicError('embedded_no_user', 'Postgres does not run as root, and there is no user postgres', {
        cure: 'create a user named postgres, run Paramedic as an ordinary user, or set DATABASE_URL',
        cause,
      });
    },
  );
  return idOf('postgres');
}

async function idOf(name: string): Promise<PostgresUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) };
  } catch {
    return undefined;
  }
}

/** Whether the user may pass through every folder on the way to `path`; home of root usually lets nobody through. */
export async function isReachable(path: string, user: PostgresUser): Promise<boolean> {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const entry = await stat(folder).catch(() => undefined);
    if (entry !== undefined && !mayPass(entry, user)) return false;
    if (folder === dirname(folder)) return true;
  }
}

function mayPass(entry: { uid: number; gid: number; mode: number }, user: PostgresUser): boolean {
  if (entry.uid === user.uid) return (entry.mode & 0o100) !== 0;
  if (entry.gid === user.gid) return (entry.mode & 0o010) !== 0;
  return (entry.mode & 0o001) !== 0;
}
