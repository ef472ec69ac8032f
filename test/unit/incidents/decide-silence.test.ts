import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideSilence } from '../../../src/incidents/decide-silence.ts';
import type { SilenceRequest } from '../../../src/incidents/orders.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const request = (part: Partial<SilenceRequest> = {}): SilenceRequest => ({
  target: 'shop/*',
  incidentType: undefined,
  startsAt: NOW,
  endsAt: NOW + HOUR,
  holdsHealing: false,
  createdBy: 'anna',
  comment: 'moving the disks',
  ...part,
});

describe('decideSilence', () => {
  it('keeps what was asked for', () => {
    expect(decideSilence(request({ holdsHealing: true, incidentType: 'high_cpu' }), NOW, 'id-1')).toEqual({
      kind: 'set',
      silence: {
        ...request({ holdsHealing: true, incidentType: 'high_cpu' }),
        id: 'id-1',
        createdAt: NOW,
        endedAt: undefined,
      },
    });
  });

  it('begins now at the earliest, and later when asked to', () => {
    expect(decideSilence(request({ startsAt: NOW - DAY }), NOW, 'id')).toMatchObject({ silence: { startsAt: NOW } });
    expect(decideSilence(request({ startsAt: NOW + HOUR, endsAt: NOW + DAY }), NOW, 'id')).toMatchObject({
      silence: { startsAt: NOW + HOUR },
    });
  });

  it.each([
    ['ends_before_start', { startsAt: NOW + DAY, endsAt: NOW + HOUR }],
    ['ends_before_start', { startsAt: NOW + DAY, endsAt: NOW + DAY }],
    ['ended_already', { startsAt: NOW - DAY, endsAt: NOW }],
    ['too_long', { endsAt: NOW + 30 * DAY + 1 }],
    ['too_long', { startsAt: NOW + DAY, endsAt: NOW + 31 * DAY + 1 }],
    ['too_far', { startsAt: NOW + 367 * DAY, endsAt: NOW + 368 * DAY }],
    ['no_instant', { endsAt: Number.NaN }],
    ['no_instant', { startsAt: Number.NEGATIVE_INFINITY }],
    ['empty_target', { target: '' }],
    ['empty_target', { target: '  ' }],
    ['long_target', { target: 'x'.repeat(201) }],
    ['control_characters', { target: 'web\n' }],
    ['control_characters', { target: 'web\u009b31m' }],
    ['control_characters', { comment: 'a\u0000b' }],
    ['control_characters', { comment: '\ud800' }],
    ['control_characters', { createdBy: 'anna\u001b[2J' }],
    ['nobody', { createdBy: ' ' }],
    ['nobody', { createdBy: 'x'.repeat(101) }],
    ['long_comment', { comment: 'x'.repeat(1_001) }],
  ] as const)('refuses as %s, with a cure: %j', (reason, part) => {
    const decision = decideSilence(request(part), NOW, 'id');
    expect(decision).toMatchObject({ kind: 'refused', reason, message: expect.stringMatching(/\w/) });
    expect(decision).toMatchObject({ cure: expect.stringMatching(/\w/) });
  });

  it.each([
    ['30 days', { endsAt: NOW + 30 * DAY }],
    ['200 characters', { target: 'x'.repeat(200), comment: 'x'.repeat(1_000), createdBy: 'x'.repeat(100) }],
    ['one millisecond', { endsAt: NOW + 1 }],
  ])('takes %s', (_what, part) => expect(decideSilence(request(part), NOW, 'id').kind).toBe('set'));

  it('never lets one last longer than 30 days, nor end before it begins', () => {
    const instant = fc.oneof(fc.integer({ min: NOW - 90 * DAY, max: NOW + 500 * DAY }), fc.double());
    fc.assert(
      fc.property(instant, instant, (startsAt, endsAt) => {
        const decision = decideSilence(request({ startsAt, endsAt }), NOW, 'id');
        if (decision.kind !== 'set') return;
        const { silence } = decision;
        expect(silence.startsAt).toBeGreaterThanOrEqual(NOW);
        expect(silence.endsAt).toBeGreaterThan(silence.startsAt);
        expect(silence.endsAt - silence.startsAt).toBeLessThanOrEqual(30 * DAY);
      }),
    );
  });
});
