import { ago, span } from '../../base/ago.ts';
import { messageOf, ParamedicError } from '../../base/errors.ts';
import type { Config } from '../../config/config.ts';
import { isSeenLately, SEEN_LATELY_MS, type WorkerSighting } from '../../escalation/worker-sighting.ts';
import type { Check, Known } from './check.ts';

const NAME = 'worker';
const START =
  '`docker compose --profile claude up -d`, or `paramedic worker` where Claude Code, a key and the repositories are. ' +
  'If none is wanted: PARAMEDIC_CLAUDE_ENABLED=false.';

/** Where somebody insists on Claude Code, its absence is a failure. */
export const gravityOf = ({ claude }: Config): 'warn' | 'fail' => (claude.enabled === 'true' ? 'fail' : 'warn');

/** Those that could take what is on the queue now. */
export const ableWorkers = (workers: Known<readonly WorkerSighting[]>, now: number): readonly WorkerSighting[] =>
  'value' in workers ? workers.value.filter((worker) => worker.able && isSeenLately(worker, now)) : [];

/** One check for each worker that was seen lately, or one that says that there is none. */
export function checkWorkers(workers: Known<readonly WorkerSighting[]>, config: Config, now: number): Check[] {
  if ('error' in workers) {
    const message = `whether one runs cannot be seen: ${messageOf(workers.error)}`;
    const own = workers.error instanceof ParamedicError ? workers.error.cure : undefined;
    return [{ level: 'warn', name: NAME, message, cure: own ?? 'Run `paramedic doctor` where the monitor runs.' }];
  }
  const lately = workers.value.filter((worker) => isSeenLately(worker, now));
  if (lately.length > 0) return lately.map((worker) => checkWorker(worker, config, now));
  const [last] = [...workers.value].sort((a, b) => b.seenAt - a.seenAt);
  const before = last === undefined ? '' : ` (the last was ${last.name} on ${last.host}, ${ago(last.seenAt, now)})`;
  const message =
    `none was seen in the last ${span(SEEN_LATELY_MS)}${before}: what is escalated waits on the queue, ` +
    `and after ${span(config.escalation.expireMs)} a person is told`;
  return [{ level: gravityOf(config), name: NAME, message, cure: START }];
}

function checkWorker({ name, host, able, reason, seenAt }: WorkerSighting, config: Config, now: number): Check {
  const seen = `${name} on ${host}, seen ${ago(seenAt, now)},`;
  if (able) return { level: 'ok', name: NAME, message: `${seen} is ready` };
  const message = `${seen} cannot launch Claude Code${reason === '' ? '' : `: ${reason}`}`;
  return {
    level: gravityOf(config),
    name: NAME,
    message,
    cure: 'Mend that where it runs; `paramedic doctor` there says how.',
  };
}
