import type { AlertSkip, AlertsTaken, ExternalAlert } from './external-alert.ts';
import type { Incident, IncidentType, Silence } from './incident.ts';

/** What a person may do with an open incident. `by`: who, in their own words, 1 to 100 characters. */
export type Order =
  | { readonly kind: 'acknowledge'; readonly by: string }
  | { readonly kind: 'snooze'; readonly by: string; readonly until: number }
  | { readonly kind: 'mute'; readonly by: string }
  | { readonly kind: 'unmute'; readonly by: string }
  /** Put it on the queue for Claude Code, also where policy keeps it back. */
  | { readonly kind: 'escalate'; readonly by: string }
  | { readonly kind: 'comment'; readonly by: string; readonly text: string }
  | { readonly kind: 'resolve'; readonly by: string; readonly text: string | undefined };

const PEACE: readonly Order['kind'][] = ['mute', 'unmute', 'snooze'];

/** It is about who hears of the incident, and nothing else. */
export const isForPeace = ({ kind }: Order): boolean => PEACE.includes(kind);

/** What a person wants of a new silence or maintenance window. */
export interface SilenceRequest {
  /** A pattern over targets; or without `*` a target, a container or a service, each by its name. */
  readonly target: string;
  readonly incidentType: IncidentType | undefined;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly holdsHealing: boolean;
  readonly createdBy: string;
  readonly comment: string;
}

export interface SilenceSet {
  readonly silence: Silence;
  /** How many of those that are watched now. */
  readonly covers: number;
  /** It covers nobody now, in words that say what may have been meant. */
  readonly warning: string | undefined;
}

/** Where the faces hand in what people want. Errors are ParamedicError. */
export interface Desk {
  /** Throws `no_such_incident`, `incident_resolved` (resolved is final), `not_leading`, `storage_…`. */
  order(incidentId: string, order: Order): Promise<Incident>;
  /** Running and coming, soonest end first. */
  silences(): readonly Silence[];
  /** Throws `bad_silence`, `not_leading`. */
  silence(request: SilenceRequest): Promise<SilenceSet>;
  /** Throws `no_such_silence`, `not_leading`. */
  endSilence(id: string): Promise<Silence>;
  /** Alerts of others; `unread`: how many more came with them that could not be read. Throws `not_leading`, `storage_…`. */
  takeAlerts(
    alerts: readonly ExternalAlert[],
    unread: Readonly<Partial<Record<AlertSkip, number>>>,
  ): Promise<AlertsTaken>;
}
