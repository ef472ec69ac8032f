import { messageOf, ParamedicError } from '../../base/errors.ts';
import type { HostSample } from '../../containers/sample.ts';
import type { StatusReport } from '../../incidents/report/status.ts';
import type { Check, Known } from './check.ts';

const NAME = 'host';
const UNSEEN = 'neither a full disk nor memory or load of the host is seen';

/** Can the machine be sampled? A monitor that watches knows best; without one it is tried here. */
export function checkHost(monitor: StatusReport | undefined, here: Known<HostSample>): Check {
  if (monitor?.host !== undefined) return { level: 'ok', name: NAME, message: 'the monitor samples it' };
  if ('error' in here) {
    const own = here.error instanceof ParamedicError ? here.error.cure : undefined;
    const cure = own ?? 'Run Paramedic on Linux, with /proc and a data folder that it may read.';
    return { level: 'warn', name: NAME, message: `${messageOf(here.error)}: ${UNSEEN}`, cure };
  }
  if (monitor?.engine.connected) {
    return {
      level: 'warn',
      name: NAME,
      message: `the monitor has no sample of it: ${UNSEEN}`,
      cure: 'If it has not just been started, its log says why (`loop_failed` of `sampling`).',
    };
  }
  return { level: 'ok', name: NAME, message: 'can be sampled' };
}
