import type { OutboxMessage } from '../incidents/ledger.ts';
import { type Destination, postJson, request } from './post.ts';

const OURS = 'paramedic';

/** What counts of one of `GET /silences`. */
interface AlertSilence {
  readonly id: string;
  readonly createdBy: string;
  readonly status: { readonly state: 'active' | 'pending' | 'expired' };
}

/** Where a path of the API (without a slash in front) is. */
export type Endpoint = (path: string, query?: Readonly<Record<string, string>>) => Destination;

/**
 * Makes what an Alertmanager keeps quiet what the message says: one silence over the incident's alert until then, or none. May
 * be done twice. Silences of other people stay.
 */
export async function keepQuiet(
  at: Endpoint,
  { payload, createdAt }: OutboxMessage,
  now: number,
  signal: AbortSignal,
): Promise<void> {
  const incidentId = String(payload.incident_id);
  const until = payload.quiet_until === null ? 0 : Date.parse(String(payload.quiet_until));
  const before = await ownSilences(at, incidentId, signal);
  // The new one first: between two there would be a moment without. What is over already it would refuse.
  if (until > now) await postJson(at('silences'), silenceOf(incidentId, createdAt, until), signal);
  for (const id of before) {
    const ended = await request(at(`silence/${encodeURIComponent(id)}`), { method: 'DELETE' }, signal);
    await ended.body?.cancel();
  }
}

async function ownSilences(at: Endpoint, incidentId: string, signal: AbortSignal): Promise<string[]> {
  const answer = await request(at('silences', { filter: `incident_id="${incidentId}"` }), { method: 'GET' }, signal);
  const silences = (await answer.json()) as AlertSilence[];
  return silences
    .filter(({ createdBy, status }) => createdBy === OURS && status.state !== 'expired')
    .map(({ id }) => id);
}

const silenceOf = (incidentId: string, from: number, until: number): Readonly<Record<string, unknown>> => ({
  matchers: [{ name: 'incident_id', value: incidentId, isRegex: false, isEqual: true }],
  startsAt: new Date(from).toISOString(),
  endsAt: new Date(until).toISOString(),
  createdBy: OURS,
  comment: 'Muted or snoozed in Paramedic: unmute it there.',
});
