import type { Clock } from '../base/clock.ts';
import {
  type AlertReading,
  type AlertSkip,
  type AlertsTaken,
  type ExternalAlert,
  readAlert,
} from '../incidents/external-alert.ts';
import type { StandaloneIncidents } from './standalone-incidents.ts';

export interface ExternalAlertsDeps {
  readonly incidents: StandaloneIncidents;
  readonly clock: Clock;
  /** When this monitor began to listen. */
  readonly startedAt: number;
}

const TYPE = 'external_alert';
/** Alertmanager tells again of what goes on, every four hours unless it is told otherwise. */
const SILENT_FOR_MS = 24 * 3_600_000;
/** Nor is anything over before this monitor could have heard of it. */
const LISTEN_FIRST_MS = 5 * 3_600_000;
/** That it was heard of again goes on record this often, so that a restart does not count from anew. */
const NOTE_EVERY_MS = 3_600_000;
const MOST_OPEN = 1_000;

/** Alerts of others as incidents: one open for each fingerprint, until it is resolved or nobody speaks of it any more. */
export class ExternalAlerts {
  readonly #deps: ExternalAlertsDeps;
  /** Target → when it was last heard of. */
  readonly #heard = new Map<string, number>();
  #isTurning = false;

  constructor(deps: ExternalAlertsDeps) {
    this.#deps = deps;
  }

  /** `malformed`: how many more there were that could not be read. Telling it all again changes nothing. */
  async take(
    alerts: readonly ExternalAlert[],
    malformed: Readonly<Partial<Record<AlertSkip, number>>> = {},
  ): Promise<AlertsTaken> {
    const reasons: Partial<Record<AlertSkip, number>> = { ...malformed };
    let taken = 0;
    for (const alert of alerts) {
      const skip = await this.#takeOne(readAlert(alert));
      if (skip === undefined) taken += 1;
      else reasons[skip] = (reasons[skip] ?? 0) + 1;
    }
    return { taken, skipped: Object.values(reasons).reduce((sum, count) => sum + count, 0), reasons };
  }

  /** Ends what nobody has spoken of for a day. What the peace has held back is told when it is over: Alertmanager is silent for hours. */
  async turn(): Promise<void> {
    if (this.#isTurning) return;
    this.#isTurning = true;
    try {
      await this.#expire();
      const { incidents } = this.#deps;
      for (const { type, target } of incidents.open) if (type === TYPE) await incidents.remind(TYPE, target);
    } finally {
      this.#isTurning = false;
    }
  }

  async #expire(): Promise<void> {
    const { incidents, clock, startedAt } = this.#deps;
    const now = clock.now();
    if (now - startedAt < LISTEN_FIRST_MS) return;
    const open = incidents.open.map(({ type, target, evidence, timestamp }) => ({
      ...{ type, target },
      since: instantOf(evidence.heardAt) ?? timestamp,
    }));
    const dismissed = incidents.dismissed.map(({ type, target }) => ({ type, target, since: startedAt }));
    for (const { type, target, since } of [...open, ...dismissed]) {
      if (type !== TYPE || now - (this.#heard.get(target) ?? since) < SILENT_FOR_MS) continue;
      await incidents.clear(TYPE, target, 'not_heard_of_for_a_day', 'expired');
      this.#heard.delete(target);
    }
  }

  async #takeOne(reading: AlertReading): Promise<AlertSkip | undefined> {
    if (reading.kind === 'skipped') return reading.reason;
    const { incidents, clock } = this.#deps;
    const { target } = reading;
    if (reading.kind === 'resolved') {
      await incidents.clear(TYPE, target, 'alert_resolved');
      this.#heard.delete(target);
      return undefined;
    }
    const now = clock.now();
    const external = incidents.open.filter(({ type }) => type === TYPE);
    const open = external.find((one) => one.target === target);
    if (open === undefined && external.length >= MOST_OPEN) return 'too_many_open';
    const { severity, description } = reading;
    const evidence = { ...reading.evidence, heardAt: new Date(now).toISOString() };
    const subject = { target, containerName: '', containerId: '' };
    const trouble = { severity, reason: 'firing', description, evidence };
    await incidents.raise(TYPE, subject, trouble, { alsoInPeace: true });
    const noted = instantOf(open?.evidence.heardAt) ?? now;
    if (open !== undefined && now - noted >= NOTE_EVERY_MS) await incidents.note(TYPE, target, evidence);
    this.#heard.set(target, now);
    return undefined;
  }
}

function instantOf(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
