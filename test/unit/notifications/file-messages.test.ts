import { describe, expect, it } from '@jest/globals';
import type { Happening } from '../../../src/incidents/happening.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { fileMessagesFor } from '../../../src/notifications/file-messages.ts';
import { incident } from './incident.ts';

const opened = (over: Partial<Incident>): Happening => ({ kind: 'incident_opened', at: 0, incident: incident(over) });
const eventsOf = (...happenings: Happening[]) =>
  fileMessagesFor(happenings, 'server-1', 5, () => 'id').map(({ event, channel, payload }) => [
    event,
    channel,
    payload.reason,
  ]);

describe('what gets a line in critical_alerts.log', () => {
  it('is every critical incident that opens and every hand-over, for the monitor of that host', () => {
    const handed: Happening = { kind: 'incident_escalated', at: 0, incident: incident(), reason: 'attempts_exhausted' };
    expect(
      eventsOf(
        opened({ severity: 'warning' }),
        opened({ severity: 'critical', evidence: { reason: 'disk_full' } }),
        handed,
        opened({ severity: 'critical', type: 'heal_failed' }),
        { kind: 'incident_resolved', at: 0, incident: incident({ severity: 'critical' }), recoverySeconds: 1 },
      ),
    ).toEqual([
      ['critical_incident', 'files:server-1', 'disk_full'],
      ['hand_over', 'files:server-1', 'attempts_exhausted'],
    ]);
  });
});
