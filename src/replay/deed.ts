import { isSymptom } from '../healing/chart.ts';
import type { Happening } from '../incidents/happening.ts';

/** What was decided or done about one target at one moment, as far as a policy has a say in it. */
export type Deed = {
  readonly at: number;
  readonly host: string;
  readonly target: string;
} & What;

export type What =
  | { readonly kind: 'incident'; readonly name: string }
  /** `delayMs`: since the target turned sick; only of the first attempt of an incident. */
  | { readonly kind: 'attempt'; readonly name: string; readonly delayMs: number | undefined }
  | { readonly kind: 'refusal'; readonly name: string }
  | { readonly kind: 'hand_over'; readonly name: string };

/** Incidents that stand for a hand-over, or that no policy of healing has a say in. */
export const isOutage = (type: Parameters<typeof isSymptom>[0]): boolean =>
  type !== 'heal_failed' && type !== 'bad_update' && !isSymptom(type);

/** Pure: what a happening of the flow says of the policy; undefined when it says nothing. */
export function whatOf(happening: Happening): What | undefined {
  switch (happening.kind) {
    case 'incident_opened':
      return isOutage(happening.incident.type) ? { kind: 'incident', name: happening.incident.type } : undefined;
    case 'remediation_intended': {
      const { action, attempt } = happening.remediation;
      const delayMs = attempt === 1 ? Math.round(happening.detectionSeconds * 1_000) : undefined;
      return { kind: 'attempt', name: action, delayMs };
    }
    case 'remediation_finished':
      return happening.remediation.action === 'notify'
        ? { kind: 'attempt', name: 'notify', delayMs: undefined }
        : undefined;
    case 'heal_refused':
      return { kind: 'refusal', name: happening.reason };
    case 'incident_escalated':
      return { kind: 'hand_over', name: happening.reason };
    default:
      return undefined;
  }
}
