import { z } from 'zod';

/** What several tools take. */
export const escalationId = z
  .string()
  .regex(/^[0-9a-f][0-9a-f-]{7,35}$/, {
    error: 'should be the id of an escalation: a UUID, or at least its first 8 characters',
  })
  .describe('Id of the escalation; see list_escalations.');
export const incidentId = z
  .string()
  .regex(/^[0-9a-f][0-9a-f-]{7,35}$/, {
    error: 'should be the id of an incident: a UUID, or at least its first 8 characters',
  })
  .describe('Id of the incident; see list_incidents.');
export const target = z
  .string()
  .min(1)
  .max(300)
  .describe('The container, by the name in list_incidents: `project/service#1`, else its own name.');
export const host = z
  .string()
  .min(1)
  .max(300)
  .describe('The host of the container, where the same name is there on several.');
export const limit = z.number().int().min(1).max(100).default(20).describe('At most so many, newest first.');
