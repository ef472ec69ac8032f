import type { IncidentType, Severity } from '../incidents/incident.ts';

/** Types of incidents that tell of a trouble which is no outage: they open and resolve with their symptom and heal nothing. */
export const SYMPTOM_TYPES = [
  'flapping',
  'slow_response',
  'high_cpu',
  'high_memory',
  'memory_leak',
  'log_trigger',
] as const satisfies readonly IncidentType[];
type SymptomType = (typeof SYMPTOM_TYPES)[number];

/** A trouble that is present now. Whoever finds it keeps it until its leave threshold is passed. */
export interface Symptom {
  readonly type: SymptomType;
  readonly severity: Severity;
  readonly reason: string;
  /** One sentence for people, with figures. */
  readonly description: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** A trouble of the host that is present now; likewise. */
export interface HostSymptom extends Omit<Symptom, 'type'> {
  readonly type: 'host_disk' | 'host_pressure';
}
