import type { ThresholdConfig } from '../config/config.ts';
import type { HostSample } from '../containers/sample.ts';
import { isFleetSick } from '../healing/fleet-sick.ts';
import { type HostState, hostStateOf, hostSymptoms, nextHostState } from '../probes/host.ts';
import type { HostSymptom } from '../probes/symptom.ts';
import type { EngineWatch } from './engine-watch.ts';
import type { Pulse } from './pulse.ts';
import type { StandaloneIncidents } from './standalone-incidents.ts';
import { hostSubject, type Trouble } from './trouble.ts';

export interface HostCheckDeps {
  readonly host: string;
  readonly pulse: Pulse;
  readonly engineWatch: EngineWatch;
  readonly incidents: StandaloneIncidents;
  readonly maxUnhealthyRatio: number;
  readonly thresholds: ThresholdConfig;
  /** How far apart samples of the host are. */
  readonly intervalMs: number;
}

/** A short blip of the engine (its own restart) is no incident. */
const ENGINE_PATIENCE_MS = 5_000;
/** Three samples that are missing in a row are a gap. */
const GAP_INTERVALS = 3.5;

/** The one reason of these that no sample of the machine proves or disproves. */
const FLEET_SICK = 'max_unhealthy';

type HostTrouble = Omit<HostSymptom, 'type'>;

/** How the host itself is: is the engine there, is too much of the fleet sick, are disk, memory and cores enough? */
export class HostCheck {
  readonly #deps: HostCheckDeps;
  #state: HostState;
  #symptoms: readonly HostSymptom[] = [];
  /** What was there in the last life because of the machine: only a sample can tell that it is over. */
  readonly #unproven: Set<string>;
  #fleetIsSick: boolean;

  constructor(deps: HostCheckDeps) {
    this.#deps = deps;
    const { target } = hostSubject(deps.host);
    const { open, dismissed } = deps.incidents;
    const known = [
      ...open.map(({ target, type, evidence }) => ({ target, type, reason: String(evidence.reason ?? '') })),
      ...dismissed,
    ].filter((one) => one.target === target);
    const reasons = known.flatMap(({ reason }) => reason.split('+'));
    this.#state = hostStateOf(reasons);
    this.#unproven = new Set(known.filter(({ reason }) => reason !== FLEET_SICK).map(({ type }) => type));
    this.#fleetIsSick = reasons.includes(FLEET_SICK);
  }

  /** Takes in a new sample of the machine; what follows from it is told at the next turn. */
  take(sample: HostSample): void {
    const { host, thresholds, intervalMs } = this.#deps;
    this.#unproven.clear();
    this.#state = nextHostState(this.#state, sample, thresholds, GAP_INTERVALS * intervalMs);
    this.#symptoms = hostSymptoms(host, this.#state, sample, thresholds);
  }

  async turn(): Promise<void> {
    const { host, incidents, pulse, engineWatch } = this.#deps;
    const subject = hostSubject(host);
    if (!pulse.engineReachable) {
      if (engineWatch.unreachableForMs <= ENGINE_PATIENCE_MS) return;
      const why = engineWatch.status().reason ?? 'no answer';
      const description = `The container engine of ${host} does not answer: ${why}`;
      const trouble = { severity: 'critical', reason: 'no_answer', description, evidence: {} } as const;
      return incidents.raise('engine_unreachable', subject, trouble);
    }
    await incidents.clear('engine_unreachable', subject.target, 'answers_again');
    const fleet = this.#fleet();
    const seen = this.#symptoms;
    const pressure = [...seen.filter(({ type }) => type === 'host_pressure'), ...(fleet === undefined ? [] : [fleet])];
    const disk = seen.filter(({ type }) => type === 'host_disk');
    await this.#settle('host_pressure', pressure, 'pressure_gone');
    await this.#settle('host_disk', disk, 'space_again');
  }

  /** Before the first sample what the machine was like in the last life stays as it is: not knowing is no recovery. */
  async #settle(type: HostSymptom['type'], troubles: readonly HostTrouble[], goneReason: string): Promise<void> {
    const { incidents, host } = this.#deps;
    const subject = hostSubject(host);
    const [first, ...others] = troubles;
    if (first !== undefined) return incidents.raise(type, subject, joined(first, others));
    if (!this.#unproven.has(type)) await incidents.clear(type, subject.target, goneReason);
  }

  #fleet(): HostTrouble | undefined {
    const { pulse, maxUnhealthyRatio } = this.#deps;
    const { sick, watched } = pulse.census();
    this.#fleetIsSick = isFleetSick({ sick, watched }, maxUnhealthyRatio, this.#fleetIsSick);
    if (!this.#fleetIsSick) return undefined;
    return {
      severity: 'critical',
      reason: FLEET_SICK,
      description: `${sick} of ${watched} containers are sick at once: healing is held back, look at the host first`,
      evidence: { sick, watched },
    };
  }
}

/** Several causes at once are one incident: its description tells all of them. */
function joined(first: HostTrouble, others: readonly HostTrouble[]): Trouble {
  const all = [first, ...others];
  return {
    severity: all.some(({ severity }) => severity === 'critical') ? 'critical' : first.severity,
    reason: all.map(({ reason }) => reason).join('+'),
    description: all.map(({ description }) => description).join('; '),
    evidence: Object.assign({}, ...all.map(({ evidence }) => evidence)),
  };
}
