import type { Clock } from '../base/clock.ts';
import { isSetAside, nameBefore } from '../containers/set-aside.ts';
import type { SetAside } from '../healing/ports.ts';
import { awaitWell } from './await-well.ts';
import type { EngineCalls } from './engine-calls.ts';
import { isSuccessor, putBack } from './put-back.ts';

/** A successor that a dead Paramedic has just started gets so long to become well. */
const WELL_WITHIN_MS = 60_000;
const STOP_MS = 10_000;

export interface Repaired {
  readonly name: string;
  readonly outcome: 'kept_new' | 'put_back';
}

/**
 * Finishes every recreate that nobody is at work on, all names side by side. What fails is tried again by the next call;
 * it throws only when nothing at all could be repaired.
 */
export async function repairRecreates(
  calls: EngineCalls,
  clock: Clock,
  isLeft: (aside: SetAside) => boolean,
): Promise<readonly Repaired[]> {
  const aside = new Map<string, string[]>();
  const all = await calls.list();
  const setAside = all.filter((one) => isSetAside(one.name)).sort((a, b) => b.createdAt - a.createdAt);
  for (const { id, name, labels } of setAside) {
    const original = nameBefore(name) ?? name;
    if (isLeft({ id, name: original, labels })) aside.set(original, [...(aside.get(original) ?? []), id]);
  }
  const repaired: Repaired[] = [];
  const failures: unknown[] = [];
  await Promise.all(
    [...aside].map(async ([name, ids]) => {
      try {
        // The youngest first: it is the one that had the name last.
        for (const id of ids) {
          const outcome = await repairOne(calls, clock, id, name);
          if (outcome !== undefined) repaired.push({ name, outcome });
        }
      } catch (error) {
        failures.push(error);
      }
    }),
  );
  if (repaired.length === 0 && failures.length > 0) throw failures[0];
  return repaired;
}

/** Undefined: it went meanwhile, or a container that is not ours has the name and is not well, so both are left. */
async function repairOne(calls: EngineCalls, clock: Clock, id: string, name: string) {
  const old = await calls.find(id);
  if (old === undefined) return undefined;
  const inPlace = await calls.find(name);
  if (inPlace !== undefined) {
    const wrong = await awaitWell(() => calls.inspect(inPlace.Id), clock, WELL_WITHIN_MS);
    if (wrong === undefined) {
      await calls.stop(id, STOP_MS);
      await calls.remove(id);
      return 'kept_new';
    }
    if (!isSuccessor(old, inPlace)) return undefined;
  }
  return (await putBack(calls, old, true)) === 'done' ? 'put_back' : undefined;
}
