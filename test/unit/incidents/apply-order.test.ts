import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyOrder } from '../../../src/incidents/apply-order.ts';
import type { Order } from '../../../src/incidents/orders.ts';
import { incident, NOW } from '../../support/fleet.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const open = incident();

describe('an order', () => {
  it.each<[Order, object, object]>([
    [
      { kind: 'acknowledge', by: 'anna' },
      { acknowledgedAt: NOW, acknowledgedBy: 'anna' },
      { kind: 'acknowledged', detail: { by: 'anna' } },
    ],
    [
      { kind: 'snooze', by: 'anna', until: NOW + HOUR },
      { snoozedUntil: NOW + HOUR },
      { kind: 'snoozed', detail: { by: 'anna', until: '2026-11-20T13:00:00.000Z' } },
    ],
    [{ kind: 'mute', by: 'anna' }, { muted: true }, { kind: 'muted', detail: { by: 'anna' } }],
    [
      { kind: 'unmute', by: 'anna' },
      { muted: false, snoozedUntil: null },
      { kind: 'unmuted', detail: { by: 'anna' } },
    ],
    [{ kind: 'escalate', by: 'anna' }, { status: 'escalated' }, { kind: 'escalated', detail: { by: 'anna' } }],
    [
      { kind: 'comment', by: 'anna', text: 'The disk is full.' },
      {},
      { kind: 'comment', detail: { by: 'anna', text: 'The disk is full.' } },
    ],
    [
      { kind: 'resolve', by: 'anna', text: undefined },
      { status: 'resolved', resolvedAt: NOW, resolution: 'human', autoHealed: false },
      { kind: 'resolved', detail: { by: 'anna', resolution: 'human' } },
    ],
    [
      { kind: 'resolve', by: 'anna', text: 'Moved the data.' },
      { status: 'resolved', resolvedAt: NOW, resolution: 'human', autoHealed: false },
      { kind: 'resolved', detail: { by: 'anna', resolution: 'human', text: 'Moved the data.' } },
    ],
  ])('%j', (order, set, timeline) => {
    expect(applyOrder(open, order, NOW)).toEqual({ set, timeline: { reason: 'by_person', ...timeline } });
  });

  it('to escalate changes nothing more of what is escalated already', () => {
    const handed = incident({ status: 'escalated' });
    expect(applyOrder(handed, { kind: 'escalate', by: 'anna' }, NOW).set).toEqual({});
  });

  it('of any kind is refused on what is resolved: that is final', () => {
    const resolved = incident({ status: 'resolved', resolution: 'auto_healed', resolvedAt: NOW - 1 });
    const orders: Order[] = [
      { kind: 'acknowledge', by: 'anna' },
      { kind: 'comment', by: 'anna', text: 'late' },
      { kind: 'resolve', by: 'anna', text: undefined },
    ];
    for (const order of orders) {
      expect(() => applyOrder(resolved, order, NOW)).toThrow(
        expect.objectContaining({ code: 'incident_resolved', cure: expect.stringContaining('unresolved') }),
      );
    }
  });

  it.each([NOW, NOW - 1, NOW + 30 * DAY + 1, Number.NaN, Number.POSITIVE_INFINITY])(
    'to snooze until %s is refused',
    (until) => {
      expect(() => applyOrder(open, { kind: 'snooze', by: 'anna', until }, NOW)).toThrow(
        expect.objectContaining({ code: 'bad_snooze' }),
      );
    },
  );

  it('to snooze for 30 days is taken', () => {
    const until = NOW + 30 * DAY;
    expect(applyOrder(open, { kind: 'snooze', by: 'anna', until }, NOW).set).toEqual({ snoozedUntil: until });
  });
});

describe('what people write', () => {
  const commentOf = (text: string) => applyOrder(open, { kind: 'comment', by: 'anna', text }, NOW).timeline.detail.text;

  it.each(['', '  \n ', '\u0000\u001b', '\u009b'])('is refused when it says nothing: %j', (text) => {
    expect(() => commentOf(text)).toThrow(expect.objectContaining({ code: 'empty_comment' }));
  });

  it('keeps its lines and loses what rewrites a terminal', () => {
    expect(commentOf(' one\r\ntwo\rthree\t\u001b[2Jfour\u0000\u009b5 ')).toBe('one\ntwo\nthree\t[2Jfour5');
  });

  it('is capped, also in the middle of a character of two halves', () => {
    expect(commentOf('x'.repeat(4_000))).toBe('x'.repeat(4_000));
    expect(commentOf('x'.repeat(4_001))).toBe(`${'x'.repeat(3_999)}…`);
    expect(commentOf('😀'.repeat(3_000))).toHaveLength(4_000);
  });

  it('names somebody, on one line', () => {
    const name = (by: string) => applyOrder(open, { kind: 'mute', by }, NOW).timeline.detail.by;
    expect(name('anna\nroot\u001b')).toBe('anna root');
    expect(name('x'.repeat(300))).toBe('x'.repeat(100));
    expect(name(' \u0000 ')).toBe('somebody');
  });

  it('is always text that Postgres takes: no NUL, no half characters, short', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', maxLength: 9_000 }), (by, text) => {
        const { timeline, set } = applyOrder(open, { kind: 'resolve', by, text: `.${text}` }, NOW);
        for (const written of [timeline.detail.by, timeline.detail.text] as string[]) {
          expect(written.isWellFormed()).toBe(true);
          expect(written).not.toContain('\u0000');
          expect(written.length).toBeLessThanOrEqual(4_000);
        }
        expect(set.status).toBe('resolved');
      }),
    );
  });
});
