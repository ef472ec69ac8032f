import { nameBefore } from '../containers/set-aside.ts';
import type { EngineCalls } from './engine-calls.ts';
import type { InspectedInFull } from './vendor-full.ts';

const STOP_MS = 10_000;

/**
 * Gives a container that was set aside its place and its name again; an unwell successor of ours makes room. A container
 * of that name which somebody else made is never touched: `taken`. The name comes last: as long as the work is not done the
 * name says so, to a Paramedic that finds it after a crash.
 */
export async function putBack(calls: EngineCalls, old: InspectedInFull, start: boolean): Promise<'done' | 'taken'> {
  const name = plainName(old);
  const original = nameBefore(name) ?? name;
  const inPlace = await calls.find(original);
  if (inPlace && inPlace.Id !== old.Id) {
    if (!isSuccessor(old, inPlace)) return 'taken';
    await calls.stop(inPlace.Id, STOP_MS);
    await calls.remove(inPlace.Id);
  }
  const failure = start ? await startOf(calls, old.Id) : undefined;
  if (name !== original) await calls.rename(old.Id, original);
  if (failure !== undefined) throw failure;
  return 'done';
}

/** One that would not start gets its name back all the same. */
async function startOf(calls: EngineCalls, id: string): Promise<unknown> {
  try {
    await calls.start(id);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Was `other` made by a recreate of `old`? Younger, of the same image, and told to do the same. Pure. */
export function isSuccessor(old: InspectedInFull, other: InspectedInFull): boolean {
  const kind = ({ Image, Config }: InspectedInFull) =>
    JSON.stringify([Image, Config?.Cmd, Config?.Entrypoint ?? null, Config?.Env, sorted(Config?.Labels ?? {})]);
  return Date.parse(other.Created ?? '') > Date.parse(old.Created ?? '') && kind(old) === kind(other);
}

const sorted = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));

export const plainName = ({ Name }: InspectedInFull): string => (Name ?? '').replace(/^\//, '');
