import { randomBytes } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { messageOf, ParamedicError } from '../base/errors.ts';
import { setAsideName } from '../containers/set-aside.ts';
import { awaitWell } from './await-well.ts';
import type { EngineCalls } from './engine-calls.ts';
import { plainName, putBack } from './put-back.ts';
import { refusalOf, refused } from './recreate-refusal.ts';
import { resolveShared } from './shared-namespaces.ts';
import { type Successor, successorOf } from './successor.ts';
import type { InspectedInFull } from './vendor-full.ts';

export interface RecreateAsk {
  readonly id: string;
  readonly stopTimeoutMs: number;
  readonly wellWithinMs: number;
  /** Called when the successor has been started. */
  readonly onStarted: () => void;
}

interface Tools {
  /** For the way there. */
  readonly calls: EngineCalls;
  /** For the way back, with time of its own: it is needed just when the other's is over. */
  readonly back: EngineCalls;
  readonly clock: Clock;
  readonly replaced: ReadonlyMap<string, string>;
}

/**
 * A successor in the place of a container. The old one is first renamed, which is the mark that a crash leaves behind, and
 * runs until all is prepared: what cannot be made costs no downtime.
 */
export async function recreate(ask: RecreateAsk, tools: Tools): Promise<string> {
  const { calls, clock } = tools;
  const old = await calls.inspect(ask.id);
  const plan = await planFor(old, tools);
  const name = plainName(old);
  await calls.rename(old.Id, setAsideName(name, randomBytes(4).toString('hex')));
  let newId: string;
  try {
    newId = await prepare(calls, name, plan);
    await calls.stop(old.Id, ask.stopTimeoutMs);
    await calls.start(newId);
    ask.onStarted();
    const wrong = await awaitWell(() => calls.inspect(newId), clock, ask.wellWithinMs);
    if (wrong !== undefined)
      throw new ParamedicError('recreate_rolled_back', `the new container was not well: ${wrong}`);
  } catch (error) {
    throw await rolledBack(tools.back, old, error);
  }
  // The new one is well: an old one that would not go is no failure, `repairRecreates` removes it.
  await calls.remove(old.Id).catch(() => undefined);
  return newId;
}

async function planFor(old: InspectedInFull, { calls, replaced }: Tools): Promise<Successor> {
  const refusal = refusalOf(old);
  if (refusal) throw refusal;
  const shared = resolveShared(old, { all: await calls.list(), replaced });
  if ('lost' in shared) {
    throw refused(shared.lost, 'Recreate it together with the container that it shares with: docker compose up -d.');
  }
  const image = old.Config?.Image ?? '';
  const id = old.Image ?? '';
  // A tag that has moved would make an update of a repair.
  const same = image !== '' && (image === id || (await calls.imageId(image)) === id);
  return successorOf(old, same ? image : id, shared);
}

async function prepare(calls: EngineCalls, name: string, plan: Successor): Promise<string> {
  const id = await calls.create(name, plan);
  if (plan.leave !== undefined) await calls.disconnect(plan.leave, id);
  for (const { network, endpoint } of plan.connect) await calls.connect(network, id, endpoint);
  return id;
}

/** Puts the old one back; the error that tells of it, whether that went well or not. */
async function rolledBack(back: EngineCalls, old: InspectedInFull, error: unknown): Promise<ParamedicError> {
  const why = messageOf(error);
  const ran = old.State?.Status === 'running' || old.State?.Status === 'restarting';
  try {
    const aside = await back.inspect(old.Id);
    if ((await putBack(back, aside, ran)) === 'taken') {
      return unfinished(`${why}; another container took the name ${plainName(old)} meanwhile`, error);
    }
  } catch (second) {
    return unfinished(`${why}; putting the old one back failed: ${messageOf(second)}`, error);
  }
  // A missing permission is named as such: that is what has to be mended.
  if (error instanceof ParamedicError && error.code === 'engine_denied') return error;
  const message = why.startsWith('the new container') ? why : `the new container could not be made: ${why}`;
  return new ParamedicError('recreate_rolled_back', `${message}; the old one is back`, {
    cure: 'see its log and its configuration: a fresh container of the same configuration does not run either',
    cause: error,
  });
}

const unfinished = (message: string, cause: unknown): ParamedicError =>
  new ParamedicError('recreate_unfinished', message, {
    retryable: true,
    cure: 'nothing is lost: the old container is kept as NAME.paramedic-old-…, and put back as soon as the engine allows',
    cause,
  });
