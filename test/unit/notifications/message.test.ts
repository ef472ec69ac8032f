import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PeopleEvent } from '../../../src/incidents/happening.ts';
import { INCIDENT_TYPES, type Incident, RESOLUTIONS } from '../../../src/incidents/incident.ts';
import { MESSAGE_EVENTS, messagesFor } from '../../../src/notifications/message.ts';
import { incident } from './incident.ts';

const payload = (event: PeopleEvent, over: Partial<Incident> = {}) =>
  messagesFor(event, incident(over), ['webhook'], 5_000, () => 'id-1')[0]?.payload ?? {};
const text = (event: PeopleEvent, over: Partial<Incident> = {}) => payload(event, over).text;

describe('messagesFor', () => {
  it('makes one message per channel, each with its own id', () => {
    let count = 0;
    const messages = messagesFor('incident_opened', incident(), ['webhook', 'slack'], 5_000, () => `id-${++count}`);
    expect(messages.map(({ id, channel }) => [id, channel])).toEqual([
      ['id-1', 'webhook'],
      ['id-2', 'slack'],
    ]);
    expect(messages[0]).toMatchObject({ event: 'incident_opened', incidentId: incident().id, createdAt: 5_000 });
    expect(messagesFor('incident_opened', incident(), [], 5_000, () => 'x')).toEqual([]);
  });

  it('carries docker-autoheal’s text and the fields for machines', () => {
    expect(payload('incident_opened')).toEqual({
      text: 'Container web-1 (3f2a9c41d0aa) found to be unhealthy: 3 checks failed in a row',
      event: 'incident_opened',
      incident_id: incident().id,
      target: 'shop/web#1',
      container_name: 'web-1',
      container_id: '3f2a9c41d0aa77',
      host: 'server-1',
      type: 'container_unhealthy',
      status: 'open',
      severity: 'warning',
      description: '3 checks failed in a row',
      auto_healed: false,
      heal_attempts: 0,
      resolution: null,
      opened_at: '1970-01-01T00:00:01.000Z',
      timestamp: '1970-01-01T00:00:05.000Z',
    });
  });

  it('tells how it ended', () => {
    const healed = { status: 'resolved', resolution: 'auto_healed', autoHealed: true, healAttempts: 1 } as const;
    expect(text('incident_resolved', healed)).toContain('web-1 (3f2a9c41d0aa) has recovered: healed after 1 attempt.');
    expect(payload('incident_resolved', healed)).toMatchObject({ status: 'resolved', resolution: 'auto_healed' });
    expect(text('incident_resolved', { resolution: 'human' })).toContain('resolved by a person');
    expect(text('heal_failed', { healAttempts: 2 })).toContain('could not be healed (2 attempts); it needs a person');
    expect(text('notify', { type: 'stuck' })).toContain(
      'Attention: Container web-1 (3f2a9c41d0aa) has a problem (stuck)',
    );
  });

  it.each([
    [
      'escalation_resolved',
      'Claude Code has mended what was wrong: container web-1 (3f2a9c41d0aa) found to be unhealthy: ',
    ],
    ['escalation_inconclusive', 'Claude Code could not be seen to help: container web-1 (3f2a9c41d0aa) '],
    ['escalation_failed', 'Claude Code could not be brought to work on it: container web-1 (3f2a9c41d0aa) '],
    ['escalation_expired', 'Nobody took it up in time: container web-1 (3f2a9c41d0aa) '],
    ['approval_needed', "Claude Code waits for a person's approval: container web-1 (3f2a9c41d0aa) "],
  ] as const)('tells of %s', (event, beginning) => {
    expect(text(event)).toContain(beginning);
    expect(text(event)).toContain('3 checks failed in a row');
  });

  it('names an alert from outside by its name', () => {
    const alert = {
      type: 'external_alert',
      containerName: '',
      containerId: '',
      target: 'alert/DiskFull/0a1b',
    } as const;
    expect(text('incident_opened', alert)).toBe('Alert DiskFull fires: 3 checks failed in a row');
  });

  it('takes more fields for machines, shortened', () => {
    const about = { escalation_id: 'e-1', tool: `\u0000${'x'.repeat(5_000)}` };
    const [message] = messagesFor('approval_needed', incident(), ['webhook'], 5_000, () => 'id-1', about);
    expect(message?.payload).toMatchObject({ event: 'approval_needed', escalation_id: 'e-1' });
    expect(message?.payload.tool).toBe(`${'x'.repeat(999)}…`);
  });

  it('names the host when there is no container', () => {
    const engine = {
      type: 'engine_unreachable',
      containerName: '',
      containerId: '',
      target: '',
      description: '',
    } as const;
    expect(text('incident_opened', engine)).toBe('Host server-1 cannot reach its engine');
  });

  it.each([
    ['max_unhealthy', 'Host server-1 has too many sick containers at once: the details'],
    ['memory_nearly_exhausted', 'Host server-1 is nearly out of memory: the details'],
    ['overloaded', 'Host server-1 is overloaded: the details'],
    [
      'memory_nearly_exhausted+overloaded+max_unhealthy',
      'Host server-1 is nearly out of memory, is overloaded and has too many sick containers at once: the details',
    ],
    ['overloaded+something_new', 'Host server-1 is under pressure: the details'],
    [undefined, 'Host server-1 is under pressure: the details'],
  ])('says what presses the host: %s', (reason, expected) => {
    const pressed = { type: 'host_pressure', containerName: '', containerId: '', description: 'the details' } as const;
    expect(text('incident_opened', { ...pressed, evidence: { reason } })).toBe(expected);
  });

  it('fits into Postgres and into 64 KiB whatever the incident holds', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 200 });
    const long = fc.constantFrom('\u0001'.repeat(100_000), '\ud800'.repeat(100_000), '"\n'.repeat(50_000), '\u0000');
    const any = fc.oneof(hostile, long);
    const incidents = fc.record({
      ...{ description: any, target: any, containerName: any, containerId: any, host: any },
      ...{ type: fc.constantFrom(...INCIDENT_TYPES), resolution: fc.constantFrom(undefined, ...RESOLUTIONS) },
    });
    fc.assert(
      fc.property(incidents, fc.constantFrom(...MESSAGE_EVENTS), (over, event) => {
        const json = JSON.stringify(payload(event, over));
        expect(Buffer.byteLength(json)).toBeLessThanOrEqual(65_536);
        expect(json.includes('\\u0000')).toBe(false);
        expect(/\\ud[89a-f]/i.test(json)).toBe(false);
      }),
    );
  });
});
