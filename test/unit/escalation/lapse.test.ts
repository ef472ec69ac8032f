import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Escalation } from '../../../src/escalation/escalation.ts';
import { decideLapse } from '../../../src/escalation/lapse.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { RESOLUTIONS } from '../../../src/incidents/incident.ts';

const NOW = 1_000_000;
const row = (over: Partial<Escalation> = {}) => ({
  leaseUntil: undefined,
  expiresAt: NOW + 1,
  attempts: 0,
  cancelReason: undefined,
  reason: 'attempts_exhausted' as const,
  ...over,
});
type About = Pick<Incident, 'status' | 'resolution' | 'acknowledgedAt'>;
const OPEN: About = { status: 'escalated', resolution: undefined, acknowledgedAt: undefined };
const SEEN: About = { ...OPEN, acknowledgedAt: NOW - 5 };
const over = (resolution: Incident['resolution']): About => ({ ...OPEN, status: 'resolved', resolution });
const end = (outcome: string, reason: string, event?: string) => ({ kind: 'end', outcome, reason, event });
const EXPIRED = { expiresAt: NOW };
const LOST = { leaseUntil: NOW, attempts: 1 };

describe('decideLapse', () => {
  it.each([
    ['what waits in its time', {}, [OPEN], { kind: 'leave' }],
    ['what waited in vain', EXPIRED, [OPEN], end('expired', 'not_claimed', 'escalation_expired')],
    ['what a person looks after', EXPIRED, [SEEN, SEEN], end('cancelled', 'acknowledged')],
    ['… all of it', EXPIRED, [SEEN, OPEN], end('expired', 'not_claimed', 'escalation_expired')],
    ['… but for what is over', EXPIRED, [SEEN, over('human')], end('cancelled', 'acknowledged')],
    [
      '… unless he asked for it',
      { ...EXPIRED, reason: 'asked_for' as const },
      [SEEN],
      end('expired', 'not_claimed', 'escalation_expired'),
    ],
    ['a lost worker', LOST, [OPEN], { kind: 'release', reason: 'worker_lost' }],
    ['… also after its time on the queue', { ...LOST, ...EXPIRED }, [OPEN], { kind: 'release', reason: 'worker_lost' }],
    ['the last attempt', { ...LOST, attempts: 3 }, [OPEN], end('failed', 'attempts_exhausted', 'escalation_failed')],
    ['… given back', { attempts: 3 }, [OPEN], end('failed', 'attempts_exhausted', 'escalation_failed')],
    [
      'a claim that is renewed',
      { leaseUntil: NOW + 1, attempts: 3, cancelReason: 'x' },
      [over('human')],
      { kind: 'leave' },
    ],
    [
      'what was to be cancelled',
      { ...LOST, attempts: 3, cancelReason: 'x' },
      [OPEN],
      end('cancelled', 'asked_to_cancel'),
    ],
    ['… given back', { cancelReason: 'x' }, [OPEN], end('cancelled', 'asked_to_cancel')],
    ['what has been mended', LOST, [over('human'), over('claude')], end('resolved', 'verified', 'escalation_resolved')],
    ['what a person has resolved', {}, [over('human')], end('cancelled', 'resolved_by_a_person')],
    ['what has gone by itself', EXPIRED, [over('self_recovered')], end('cancelled', 'recovered_without_claude')],
    ['what is about nothing any more', {}, [], end('cancelled', 'recovered_without_claude')],
  ])('%s', (_name, it_, incidents, decision) => {
    expect(decideLapse(row(it_), incidents, 3, NOW)).toEqual(decision);
  });

  it('never ends well what is unresolved, tells people of all that still needs them, and leaves nothing for ever', () => {
    const at = fc.integer({ min: NOW - 3, max: NOW + 3 });
    const rows = fc.record({
      leaseUntil: fc.option(at, { nil: undefined }),
      expiresAt: at,
      attempts: fc.nat(4),
      cancelReason: fc.constantFrom(undefined, 'x'),
      reason: fc.constantFrom('at_once' as const, 'asked_for' as const),
    });
    const abouts = fc.array(fc.constantFrom(OPEN, SEEN, ...RESOLUTIONS.map(over)), { maxLength: 3 });
    fc.assert(
      fc.property(rows, abouts, (one, incidents) => {
        const decision = decideLapse(one, incidents, 3, NOW);
        const isNeeded = incidents.includes(OPEN);
        if (decision.kind === 'end') {
          if (decision.outcome === 'resolved')
            expect(incidents.every(({ status }) => status === 'resolved')).toBe(true);
          if (isNeeded && one.cancelReason === undefined)
            expect(decision.event).toMatch(/^escalation_(failed|expired)$/);
        }
        // Late enough, nothing is left alone.
        expect(decideLapse(one, incidents, 3, NOW + 10).kind).not.toBe('leave');
      }),
    );
  });
});
