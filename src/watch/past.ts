import type { Incident, IncidentType, Remediation } from '../incidents/incident.ts';
import type { Recollection } from '../incidents/ledger.ts';
import { type Dismissal, dismissalsOf } from './dismissals.ts';
import type { TargetPast } from './first-chart.ts';

/** These belong to nothing that is on the engine. */
const OF_NO_TARGET: readonly IncidentType[] = ['container_missing', 'external_alert'];

const NOTHING: TargetPast = { memory: undefined, incidents: [], attempts: [] };

/** What was known before this process began, by target; each is taken once, by the first container of that target. */
export class Past {
  readonly #targets = new Map<string, { -readonly [K in keyof TargetPast]: TargetPast[K] }>();
  /** Incidents that belong to no target that is there: of the host, of services that are missing, alerts from outside. */
  readonly standalone: readonly Incident[];
  /** Incidents of the host that a person resolved while their trouble lasted. */
  readonly dismissed: readonly Dismissal[];

  constructor(recollection: Recollection, hostTarget: string) {
    const isStandalone = ({ target, type }: Incident) => target === hostTarget || OF_NO_TARGET.includes(type);
    this.standalone = recollection.openIncidents.filter(isStandalone);
    this.dismissed = dismissalsOf(recollection.targets.find(({ target }) => target === hostTarget));
    for (const memory of recollection.targets) {
      if (memory.target !== hostTarget) this.#of(memory.target).memory = memory;
    }
    for (const incident of recollection.openIncidents) {
      if (isStandalone(incident)) continue;
      const past = this.#of(incident.target);
      past.incidents = [...past.incidents, incident];
    }
    for (const attempt of recollection.remediations) {
      const past = this.#of(attempt.target);
      past.attempts = [...past.attempts, attempt];
    }
  }

  take(target: string): TargetPast {
    const past = this.#targets.get(target) ?? NOTHING;
    this.#targets.delete(target);
    return past;
  }

  /** Of a target that nobody has come for yet. */
  attemptsOf(target: string): readonly Remediation[] {
    return this.#targets.get(target)?.attempts ?? NOTHING.attempts;
  }

  /** What nobody came for: targets that went away while we were not there. `except`: those who are still to come. */
  takeLeftovers(except: ReadonlySet<string>): readonly [target: string, past: TargetPast][] {
    const leftovers = [...this.#targets].filter(([target]) => !except.has(target));
    for (const [target] of leftovers) this.#targets.delete(target);
    return leftovers;
  }

  #of(target: string) {
    const past = this.#targets.get(target) ?? { ...NOTHING };
    this.#targets.set(target, past);
    return past;
  }
}
