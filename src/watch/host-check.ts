import { isBrakeOn } from '../healing/policy.ts';
import type { EngineWatch } from './engine-watch.ts';
import type { HostIncidents } from './host-incidents.ts';
import type { Pulse } from './pulse.ts';

export interface HostCheckDeps {
  readonly host: string;
  readonly pulse: Pulse;
  readonly engineWatch: EngineWatch;
  readonly incidents: HostIncidents;
  readonly maxUnhealthyRatio: number;
}

/** A short blip of the engine (its own restart) is no incident. */
const ENGINE_PATIENCE_MS = 5_000;

/** How the host itself is: is the engine there, and is the brake on? */
export async function checkHost({
  host,
  pulse,
  engineWatch,
  incidents,
  maxUnhealthyRatio,
}: HostCheckDeps): Promise<void> {
  if (!pulse.engineReachable) {
    if (engineWatch.unreachableForMs <= ENGINE_PATIENCE_MS) return;
    const why = engineWatch.status().reason ?? 'no answer';
    const text = `The container engine of ${host} does not answer: ${why}`;
    return incidents.set('engine_unreachable', true, 'no_answer', text);
  }
  await incidents.set('engine_unreachable', false, 'answers_again', '');
  const { sick, watched } = pulse.census();
  const braked = isBrakeOn({ sick, watched }, maxUnhealthyRatio);
  const text = `${sick} of ${watched} containers are sick at once: healing is held back, look at the host first`;
  await incidents.set('host_pressure', braked, braked ? 'max_unhealthy' : 'fewer_sick', text);
}
