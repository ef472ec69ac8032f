import { describe, expect, it } from '@jest/globals';
import type { Happening } from '../../../src/incidents/happening.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { alertMessagesFor } from '../../../src/notifications/alert-messages.ts';
import { incident } from './incident.ts';

const AT = Date.UTC(2026, 10, 20, 12);
const TOLD = { toldAt: AT - 60_000 };
const ordered = (over: Partial<Incident>): Happening => ({ kind: 'peace_ordered', at: AT, incident: incident(over) });
const resolved = (over: Partial<Incident>): Happening => ({
  ...{ kind: 'incident_resolved', at: AT, recoverySeconds: 60 },
  incident: incident({ status: 'resolved', resolution: 'self_recovered', ...over }),
});
const messages = (happening: Happening, channels = ['webhook', 'alertmanager']) =>
  alertMessagesFor([happening], channels, AT, () => 'id');

describe('what an Alertmanager hears beside what people are told', () => {
  it.each([
    ['muted', { muted: true }, '2026-12-20T12:00:00.000Z'],
    ['snoozed', { snoozedUntil: AT + 3_600_000 }, '2026-11-20T13:00:00.000Z'],
    ['muted and snoozed', { muted: true, snoozedUntil: AT + 3_600_000 }, '2026-12-20T12:00:00.000Z'],
    ['unmuted', {}, null],
  ])('is until when an incident that it was told of is quiet: %s', (_order, over, until) => {
    expect(messages(ordered({ ...TOLD, ...over }))).toEqual([
      {
        ...{ id: 'id', channel: 'alertmanager', incidentId: incident().id, event: 'quiet_ordered', createdAt: AT },
        payload: { incident_id: incident().id, quiet_until: until },
      },
    ]);
  });

  it('is the end of one that was muted meanwhile, of which nobody else is told', () => {
    const [end, ...more] = messages(resolved({ ...TOLD, muted: true }));
    expect(end).toMatchObject({ channel: 'alertmanager', event: 'incident_resolved', payload: { status: 'resolved' } });
    expect(more).toEqual([]);
  });

  it.each([
    ['it was never told of', ordered({ muted: true })],
    [
      'stands for a hand-over, of which it was told as of the failure',
      ordered({ ...TOLD, muted: true, type: 'heal_failed' }),
    ],
    ['it raised itself', ordered({ ...TOLD, muted: true, type: 'external_alert' })],
    ['people are told of as well', resolved(TOLD)],
    ['it was never told of, and that is over', resolved({ muted: true })],
    ['has just been opened', { kind: 'incident_opened', at: AT, incident: incident(TOLD) } as const],
  ])('is nothing of what %s', (_what, happening) => {
    expect(messages(happening)).toEqual([]);
  });

  it('is nothing where there is none', () => {
    expect(messages(ordered({ ...TOLD, muted: true }), ['webhook', 'slack'])).toEqual([]);
  });
});
