import type { Remediation, RemediationOutcome } from '../incidents/incident.ts';

/** The same act if it was really done this close to when the replay does it. */
const SAME_ACT_MS = 5_000;
const USUAL_MS = 1_000;

/** What was really done, to tell how long an act took and what came of it. */
export class RealActs {
  readonly #byTarget = new Map<string, Remediation[]>();
  readonly #matched = new Map<string, Remediation>();

  constructor(remediations: readonly Remediation[]) {
    for (const remediation of remediations) {
      const acts = this.#byTarget.get(remediation.target) ?? [];
      acts.push(remediation);
      this.#byTarget.set(remediation.target, acts);
    }
  }

  /** An act under the id that it really had, if it was really done then: backoff follows from the id. */
  asItWas(intended: Remediation): Remediation {
    const acts = this.#byTarget.get(intended.target) ?? [];
    const index = acts.findIndex(
      ({ action, intendedAt }) =>
        action === intended.action && Math.abs(intendedAt - intended.intendedAt) <= SAME_ACT_MS,
    );
    const [real] = index < 0 ? [] : acts.splice(index, 1);
    if (real === undefined) return intended;
    const act = { ...intended, id: real.id };
    this.#matched.set(act.id, real);
    return act;
  }

  durationOf({ id }: Remediation): number {
    const real = this.#matched.get(id);
    return real?.finishedAt === undefined ? USUAL_MS : Math.max(1, real.finishedAt - real.intendedAt);
  }

  resultOf({ id }: Remediation): { outcome: RemediationOutcome; error: string | undefined } {
    const real = this.#matched.get(id);
    return { outcome: real?.outcome ?? 'done', error: real?.error };
  }
}
