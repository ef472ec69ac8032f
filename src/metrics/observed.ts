import type { Happening } from '../incidents/happening.ts';
import type { PingOutcome } from '../notifications/ping.ts';
import type { Instruments } from './instruments.ts';
import { labelValue } from './label.ts';

/** What became of one try to deliver a message: accepted, to be tried again, given up. */
type NotificationOutcome = 'delivered' | 'retry' | 'failed';

/** Turns what happens into counts. */
export interface Observed {
  observe(happening: Happening): void;
  notificationSent(channel: string, outcome: NotificationOutcome): void;
  pingSent(outcome: PingOutcome): void;
}

type Of<K extends Happening['kind']> = Extract<Happening, { kind: K }>;
type Count<K extends Happening['kind']> = (to: Instruments, happening: Of<K>) => void;

/** The fleet knows it, and is read at each scrape. */
const readFromFleet = () => {};

/** Counted by what becomes of the message. */
const readFromOutbox = () => {};
/** What has joined an open one is no escalation of its own: the totals come from the queue. */
const readFromQueue = () => {};

const COUNTS: { readonly [K in Happening['kind']]: Count<K> } = {
  incident_opened: (to, { incident }) => to.opened.inc({ type: incident.type, severity: incident.severity }),
  incident_resolved: (to, { incident, recoverySeconds }) => {
    to.recovery.observe(recoverySeconds);
    to.resolved.inc({ resolution: incident.resolution ?? 'expired' });
  },
  incident_escalated: (to, { incident }) => to.handedOver.inc({ type: incident.type }),
  escalation_asked: readFromQueue,
  escalation_queued: readFromQueue,
  peace_ordered: readFromOutbox,
  people_told: readFromOutbox,
  remediation_intended: (to, { detectionSeconds }) => to.reaction.observe(detectionSeconds),
  remediation_finished: (to, { remediation: { action, outcome = 'interrupted' } }) =>
    to.remediations.inc({ action, outcome }),
  heal_refused: (to, { reason }) => to.refusals.inc({ reason: labelValue(reason) }),
  heal_ineffective: (to) => to.ineffective.inc(),
  verdict_changed: (to, happening) => to.verdicts.inc({ to: labelValue(happening.to) }),
  finding: readFromFleet,
  engine_connected: (to) => to.connects.inc(),
  engine_disconnected: readFromFleet,
  listed: readFromFleet,
  reconciled: (to, { seconds }) => to.reconcile.observe(seconds),
  sampled: (to, { seconds }) => to.sampling.observe(seconds),
};

export function createObserved(instruments: Instruments): Observed {
  return {
    observe: (happening) => {
      const count = COUNTS[happening.kind] as (to: Instruments, happening: Happening) => void;
      count(instruments, happening);
    },
    notificationSent: (channel, outcome) => instruments.notifications.inc({ channel: labelValue(channel), outcome }),
    pingSent: (outcome) => instruments.pings.inc({ outcome }),
  };
}
