import { ParamedicError } from '../base/errors.ts';
import { isSetAside } from '../containers/set-aside.ts';
import { isSwarmTask } from '../containers/target.ts';
import { plainName } from './put-back.ts';
import type { InspectedInFull } from './vendor-full.ts';

/** Why a container cannot be recreated without a risk that nobody asked for; undefined when it can. Pure. */
export function refusalOf(old: InspectedInFull): ParamedicError | undefined {
  const state = old.State?.Status ?? '';
  if (old.HostConfig?.AutoRemove) {
    return refused(
      'it was started with --rm: stopping it deletes it, and there would be nothing to go back to',
      'Run it without --rm, or let Paramedic restart it only.',
    );
  }
  if (isSwarmTask(old.Config?.Labels ?? {})) {
    return refused('it is a task of a Swarm service', 'Leave it to Swarm: docker service update --force SERVICE.');
  }
  if (state === 'paused') return refused('a person has paused it', 'docker unpause it first.');
  if (state === 'removing' || state === 'dead') {
    return refused(`it is ${state}: its file system may be gone already`, 'docker rm it, and make it anew by hand.');
  }
  if (isSetAside(plainName(old))) {
    return refused('it is itself kept aside by an earlier recreate', 'Wait until that one is repaired.');
  }
  return undefined;
}

export const refused = (why: string, cure: string): ParamedicError =>
  new ParamedicError('recreate_refused', `This container cannot be recreated: ${why}.`, { cure });
