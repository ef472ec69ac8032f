import type { Severity } from '../incidents/incident.ts';

/** What it is about; the container's name and id are empty for the host itself. */
export interface Subject {
  readonly target: string;
  readonly containerName: string;
  readonly containerId: string;
}

export const hostSubject = (host: string): Subject => ({ target: `host/${host}`, containerName: '', containerId: '' });

/** A trouble that is there now. */
export interface Trouble {
  readonly severity: Severity;
  /** Stable name, or several joined by `+`; a change of it is a line in the incident's story. */
  readonly reason: string;
  readonly description: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}
