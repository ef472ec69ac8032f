import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideEscalation, type EscalationCase, escalationsOf, type Origin } from '../../../src/escalation/policy.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import { INCIDENT_TYPES, SEVERITIES } from '../../../src/incidents/incident.ts';
import { counter, T0 } from '../../support/charts.ts';
import { ESCALATION_CONFIG, troubled } from '../../support/escalations.ts';

const given = (part: Partial<EscalationCase> = {}): EscalationCase => ({
  happening: 'given_up',
  incident: troubled(),
  gaveUp: 'attempts_exhausted',
  mayEscalate: true,
  isOwn: false,
  mode: 'heal',
  config: ESCALATION_CONFIG,
  ...part,
});

describe('decideEscalation', () => {
  it.each<[string, Partial<EscalationCase>, unknown]>([
    ['healing gave up', {}, { kind: 'queue', reason: 'attempts_exhausted' }],
    ['a bad update', { gaveUp: 'bad_update' }, { kind: 'queue', reason: 'bad_update' }],
    ['a reason of a later version', { gaveUp: 'something_new' }, { kind: 'queue', reason: 'attempts_exhausted' }],
    [
      'a type that does not wait',
      { happening: 'opened', gaveUp: undefined, incident: troubled({ type: 'container_missing' }) },
      { kind: 'queue', reason: 'at_once' },
    ],
    ['one that just opened', { happening: 'opened', gaveUp: undefined }, { kind: 'keep', reason: 'not_escalating' }],
    ['shadow mode', { mode: 'shadow' }, { kind: 'keep', reason: 'shadow' }],
    ['paramedic.escalate=false', { mayEscalate: false }, { kind: 'keep', reason: 'label_off' }],
    ['our own stack', { isOwn: true }, { kind: 'keep', reason: 'own_stack' }],
    [
      'somebody else’s trouble, of a type that does not wait',
      { happening: 'opened', gaveUp: undefined, incident: troubled({ type: 'restart_loop', parentId: 'p' }) },
      { kind: 'keep', reason: 'inhibited' },
    ],
    [
      'what came from somebody else’s trouble and could not be healed without that',
      { incident: troubled({ parentId: 'p' }) },
      { kind: 'queue', reason: 'attempts_exhausted' },
    ],
    ['too small', { incident: troubled({ severity: 'info' }) }, { kind: 'keep', reason: 'below_severity' }],
    [
      'the incident of the hand-over itself',
      { incident: troubled({ type: 'heal_failed', severity: 'critical' }) },
      { kind: 'keep', reason: 'not_escalating' },
    ],
  ])('%s', (_what, part, expected) => {
    expect(decideEscalation(given(part))).toEqual(expected);
  });

  it('leaves the decision to the person who asks, whatever keeps it back else', () => {
    const kept: Partial<EscalationCase> = { happening: 'asked', gaveUp: undefined, mayEscalate: false, isOwn: true };
    const incident = troubled({ type: 'heal_failed', severity: 'info', parentId: 'p' });
    expect(decideEscalation(given({ ...kept, mode: 'shadow', incident }))).toEqual({
      kind: 'queue',
      reason: 'asked_for',
    });
  });

  it('asks for no less than the severity that is configured', () => {
    for (const minSeverity of SEVERITIES) {
      for (const severity of SEVERITIES) {
        const config = { ...ESCALATION_CONFIG, minSeverity };
        const { kind } = decideEscalation(given({ config, incident: troubled({ severity }) }));
        expect([minSeverity, severity, kind]).toEqual([
          minSeverity,
          severity,
          SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(minSeverity) ? 'queue' : 'keep',
        ]);
      }
    }
  });

  it('never sends for anybody against a label, in shadow mode, or for a child before healing gave up on it', () => {
    const cases = fc.record({
      happening: fc.constantFrom('opened' as const, 'given_up' as const),
      type: fc.constantFrom(...INCIDENT_TYPES),
      mayEscalate: fc.boolean(),
      isOwn: fc.boolean(),
      parentId: fc.constantFrom(undefined, 'p'),
      mode: fc.constantFrom('heal' as const, 'shadow' as const),
    });
    fc.assert(
      fc.property(cases, ({ type, parentId, ...rest }) => {
        const decision = decideEscalation(given({ ...rest, incident: troubled({ type, parentId }) }));
        const isChild = rest.happening === 'opened' && parentId !== undefined;
        const free = rest.mayEscalate && !rest.isOwn && rest.mode === 'heal' && !isChild;
        expect(decision.kind === 'queue' && !free).toBe(false);
      }),
    );
  });
});

describe('escalationsOf', () => {
  const origin: Origin = {
    labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' },
    workspace: undefined,
    mayEscalate: true,
    isOwn: false,
  };
  const of = (happenings: readonly Happening[], part: Partial<Origin> = {}) =>
    escalationsOf(
      happenings,
      { ...origin, ...part },
      { mode: 'heal', config: ESCALATION_CONFIG, newId: counter() },
      T0,
    );
  const incident = troubled({ type: 'restart_loop' });
  const opened: Happening = { kind: 'incident_opened', at: T0, incident };
  const givenUp: Happening = { kind: 'incident_escalated', at: T0, incident, reason: 'restart_loop' };
  const resolved: Happening = { kind: 'incident_resolved', at: T0, incident, recoverySeconds: 1 };

  it('puts an incident on the queue with its group, its window and its end', () => {
    expect(of([givenUp], { workspace: '/srv/shop' }).queued).toEqual([
      {
        id: expect.any(String),
        incidentId: incident.id,
        host: 'server-1',
        target: 'shop/web#1',
        groupKey: 'project/shop',
        project: 'shop',
        workspace: '/srv/shop',
        severity: 'warning',
        reason: 'restart_loop',
        createdAt: T0,
        readyAt: T0 + 30_000,
        expiresAt: T0 + 30_000 + 1_800_000,
      },
    ]);
  });

  it('puts it there once, with the weightier reason, when it opens and is given up in one step', () => {
    expect(of([opened, givenUp]).queued.map(({ reason }) => reason)).toEqual(['restart_loop']);
  });

  it('lets what a person asks for wait for nothing', () => {
    const asked: Happening = { kind: 'escalation_asked', at: T0, incident, by: 'ann' };
    expect(of([asked], { mayEscalate: false }).queued).toMatchObject([
      { reason: 'asked_for', groupKey: 'project/shop', readyAt: T0, expiresAt: T0 + 1_800_000 },
    ]);
  });

  it('asks nobody for what is over in the same step, and withdraws it', () => {
    expect(of([opened, givenUp, resolved])).toEqual({ queued: [], withdrawn: [incident] });
  });

  it('lets containers of no project, and errands of a person, stand alone', () => {
    expect(of([givenUp], { labels: {} }).queued[0]).toMatchObject({
      groupKey: 'target/shop/web#1',
      project: undefined,
    });
    const errand = { ...origin.labels, 'com.docker.compose.oneoff': 'True' };
    expect(of([givenUp], { labels: errand }).queued[0]).toMatchObject({ groupKey: 'target/shop/web#1' });
  });

  it('has nothing to do with other happenings', () => {
    const told: Happening = { kind: 'people_told', at: T0, event: 'incident_opened', incident };
    expect(of([told, { kind: 'engine_connected', at: T0 }])).toEqual({ queued: [], withdrawn: [] });
  });
});
