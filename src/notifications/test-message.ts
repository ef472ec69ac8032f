import type { OutboxMessage } from '../incidents/ledger.ts';

/** Says that it is a test, to people and to machines; about no incident. */
export const testMessage = (id: string, host: string, now: number): Omit<OutboxMessage, 'channel'> => ({
  id,
  incidentId: undefined,
  event: 'test',
  createdAt: now,
  payload: {
    text: `This is a test of Paramedic on ${host}: nothing has happened.`,
    event: 'test',
    host,
    severity: 'info',
    description: 'nothing has happened',
    timestamp: new Date(now).toISOString(),
  },
});
