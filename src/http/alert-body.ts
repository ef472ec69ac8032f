import { z } from 'zod';
import type { AlertSkip, ExternalAlert } from '../incidents/external-alert.ts';

const MOST_ALERTS = 500;
const pairs = (longest: number) =>
  z
    .record(z.string().max(256), z.string().max(longest))
    .refine((given) => Object.keys(given).length <= 100, { error: 'should be at most 100' });

const alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: pairs(4_096),
  annotations: pairs(16_384).default({}),
  startsAt: z.string().max(100).optional(),
  generatorURL: z.string().max(4_096).optional(),
  fingerprint: z.string().max(200).optional(),
});

/** What a webhook of Alertmanager posts (version 4); what else it holds is of no interest here. */
export const alertsBody = z.object({
  version: z.literal('4', { error: 'should be "4": the webhook of an Alertmanager' }),
  alerts: z.array(z.unknown(), { error: 'should be a list of alerts' }),
});

/** The schema of the document: stricter than what is taken, for one bad entry does not spoil the others. */
export const alertsSchema = alertsBody.extend({ alerts: z.array(alert).max(MOST_ALERTS) });

/** What can be read of the list, and how many entries cannot. */
export function readAlerts(entries: readonly unknown[]): {
  readonly alerts: readonly ExternalAlert[];
  readonly unread: Readonly<Partial<Record<AlertSkip, number>>>;
} {
  const read = entries.slice(0, MOST_ALERTS).map((entry) => alert.safeParse(entry));
  const alerts = read.flatMap(({ data }) => (data === undefined ? [] : [alertOf(data)]));
  const [malformed, tooMany] = [read.length - alerts.length, entries.length - read.length];
  return {
    alerts,
    unread: { ...(malformed > 0 && { malformed }), ...(tooMany > 0 && { too_many: tooMany }) },
  };
}

const alertOf = ({ status, labels, annotations, startsAt, generatorURL, fingerprint }: z.output<typeof alert>) => ({
  ...{ status, labels, annotations, startsAt, fingerprint },
  generatorUrl: generatorURL,
});
