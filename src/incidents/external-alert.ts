import { createHash } from 'node:crypto';
import { plainText } from '../base/plain-text.ts';
import { redact } from '../base/redact.ts';
import { SEVERITIES, type Severity } from './incident.ts';

/** An alert of somebody else, as Prometheus Alertmanager tells of it. */
export interface ExternalAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string | undefined;
  readonly generatorUrl: string | undefined;
  /** Alertmanager's own name for the set of labels; made from them where it is missing. */
  readonly fingerprint: string | undefined;
}

/** `own_alert`: it speaks of Paramedic, which knows that already; taken in, it would keep itself alive. */
export const ALERT_SKIPS = ['malformed', 'unnamed', 'own_alert', 'too_many', 'too_many_open'] as const;
export type AlertSkip = (typeof ALERT_SKIPS)[number];

export type AlertReading =
  | { readonly kind: 'skipped'; readonly reason: AlertSkip }
  | { readonly kind: 'resolved'; readonly target: string }
  | {
      readonly kind: 'firing';
      readonly target: string;
      readonly severity: Severity;
      readonly description: string;
      readonly evidence: Readonly<Record<string, unknown>>;
    };

/** What became of the alerts of one request. */
export interface AlertsTaken {
  readonly taken: number;
  readonly skipped: number;
  /** How many were skipped for which reason. */
  readonly reasons: Readonly<Partial<Record<AlertSkip, number>>>;
}

/** All of Paramedic's own, also those of its rules for Prometheus, begin like this. */
export const OWN_ALERTS = 'Paramedic';

/** What an alert means here. Pure; texts come out plain, without secrets, capped. */
export function readAlert(alert: ExternalAlert): AlertReading {
  const { status, labels, annotations, startsAt, generatorUrl } = alert;
  const name = labels.alertname?.trim() ?? '';
  if (name === '') return { kind: 'skipped', reason: 'unnamed' };
  if (name.startsWith(OWN_ALERTS)) return { kind: 'skipped', reason: 'own_alert' };
  const target = `alert/${cleanName(name)}/${fingerprintOf(alert)}`;
  if (status === 'resolved') return { kind: 'resolved', target };
  const told = annotations.description || annotations.summary || annotations.message || name;
  return {
    kind: 'firing',
    target,
    severity: SEVERITIES.find((one) => one === labels.severity?.trim().toLowerCase()) ?? 'warning',
    description: text(told, 1_000),
    evidence: {
      labels: capped(labels),
      annotations: capped(annotations),
      ...(startsAt === undefined ? {} : { startsAt: text(startsAt, 50) }),
      ...(generatorUrl === undefined ? {} : { source: text(generatorUrl, 500) }),
    },
  };
}

/** Names of targets are typed by people and matched by patterns. */
const cleanName = (name: string): string => name.slice(0, 100).replaceAll(/[^\w.:-]/g, '_');

function fingerprintOf({ fingerprint, labels }: ExternalAlert): string {
  const given = fingerprint?.trim().toLowerCase() ?? '';
  if (/^[0-9a-f]{8,64}$/.test(given)) return given;
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(pairs)).digest('hex').slice(0, 16);
}

const MOST_PAIRS = 20;

const capped = (pairs: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(pairs)
      .slice(0, MOST_PAIRS)
      .map(([name, value]) => [text(name, 60), hidden(name, text(value, 300))]),
  );

/** A value may be a secret by its name alone: what is hidden of `password=…` is hidden here. */
const hidden = (name: string, value: string): string => {
  const shown = redact(`${name}=${value}`, []);
  return shown.startsWith(`${name}=`) ? shown.slice(name.length + 1) : '[redacted value]';
};

const text = (given: string, longest: number): string =>
  redact(plainText(given), []).trim().slice(0, longest).toWellFormed();
