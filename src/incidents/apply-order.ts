import { ParamedicError } from '../base/errors.ts';
import type { Incident, TimelineEntry } from './incident.ts';
import type { IncidentPatch } from './ledger.ts';
import { resolutionPatch } from './lifecycle.ts';
import type { Order } from './orders.ts';
import { iso } from './report/instant.ts';

/** What an order changes, and the line of the story that tells of it. */
export interface AppliedOrder {
  readonly set: IncidentPatch;
  readonly timeline: Pick<TimelineEntry, 'kind' | 'reason' | 'detail'>;
}

const COMMENT_MAX = 4_000;
const NAME_MAX = 100;
const LONGEST_SNOOZE_MS = 30 * 86_400_000;

/** Pure. Throws `incident_resolved` (resolved is final), `bad_snooze` or `empty_comment`, each with its cure. */
export function applyOrder(incident: Incident, order: Order, now: number): AppliedOrder {
  if (incident.status === 'resolved') throw incidentResolved();
  const by = oneLine(order.by);
  const line = (kind: string, detail: TimelineEntry['detail'] = {}): AppliedOrder['timeline'] => ({
    kind,
    reason: 'by_person',
    detail: { by, ...detail },
  });
  switch (order.kind) {
    case 'acknowledge':
      return { set: { acknowledgedAt: now, acknowledgedBy: by }, timeline: line('acknowledged') };
    case 'snooze': {
      const until = soundSnooze(order.until, now);
      return { set: { snoozedUntil: until }, timeline: line('snoozed', { until: iso(until) }) };
    }
    case 'mute':
      return { set: { muted: true }, timeline: line('muted') };
    case 'unmute':
      // Whoever wants to hear of it again does not want to wait for a snooze either.
      return { set: { muted: false, snoozedUntil: null }, timeline: line('unmuted') };
    case 'escalate':
      return { set: incident.status === 'escalated' ? {} : { status: 'escalated' }, timeline: line('escalated') };
    case 'comment':
      return { set: {}, timeline: line('comment', { text: soundComment(order.text) }) };
    case 'resolve': {
      const text = order.text === undefined ? '' : lines(order.text);
      const detail = { resolution: 'human', ...(text === '' ? {} : { text }) };
      return { set: resolutionPatch(now, 'human'), timeline: line('resolved', detail) };
    }
  }
}

export const incidentResolved = (): ParamedicError =>
  new ParamedicError('incident_resolved', 'The incident is resolved, and that is final.', {
    cure: 'Look at the open ones: `paramedic incidents --status unresolved`.',
  });

function soundSnooze(until: number, now: number): number {
  if (until > now && until - now <= LONGEST_SNOOZE_MS) return until;
  throw new ParamedicError('bad_snooze', 'A snooze ends in the future, within 30 days.', {
    cure: 'Give an end that is still to come; mute the incident to hear no more of it.',
  });
}

function soundComment(text: string): string {
  const sound = lines(text);
  if (sound !== '') return sound;
  throw new ParamedicError('empty_comment', 'The comment says nothing.', { cure: 'Write at least one character.' });
}

/** A person's text, or somebody's who has the token: line breaks stay, other control characters and half characters go. */
function lines(text: string): string {
  const clean = text
    .slice(0, COMMENT_MAX * 2)
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .toWellFormed()
    .trim();
  return clean.length > COMMENT_MAX ? `${clean.slice(0, COMMENT_MAX - 1).toWellFormed()}…` : clean;
}

function oneLine(name: string): string {
  const clean = name
    .slice(0, NAME_MAX * 2)
    .replace(/\p{Cc}+/gu, ' ')
    .toWellFormed()
    .trim();
  return clean.slice(0, NAME_MAX).toWellFormed() || 'somebody';
}
