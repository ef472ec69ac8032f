import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import { escalationChanges, originOf, standaloneOrigin, tellQueued } from '../../../src/watch/escalating.ts';
import { Entry } from '../../../src/watch/roster.ts';
import { chart, container, counter, SETTINGS, T0 } from '../../support/charts.ts';
import { ESCALATION_CONFIG, troubled } from '../../support/escalations.ts';

const escalate = escalationChanges({ mode: 'heal', config: ESCALATION_CONFIG, newId: counter() });
const incident = troubled();
const givenUp: Happening = { kind: 'incident_escalated', at: T0, incident, reason: 'attempts_exhausted' };
const over: Happening = {
  kind: 'incident_resolved',
  at: T0,
  incident: troubled({ status: 'resolved', resolution: 'human', resolvedAt: T0 }),
  recoverySeconds: 1,
};

describe('escalating', () => {
  const labels = { 'com.docker.compose.project': 'shop' };
  const settings = { ...SETTINGS, workspace: '/srv/shop' };

  it('takes project, workspace, wish and place from the chart', () => {
    const entry = new Entry(chart({ container: container({ labels }), settings, place: 'own_stack' }), T0, []);
    expect(originOf(entry)).toEqual({ labels, workspace: '/srv/shop', mayEscalate: true, isOwn: true });
    const silent = new Entry(chart({ settings: { ...SETTINGS, escalate: false } }), T0, []);
    expect(originOf(silent)).toMatchObject({ mayEscalate: false, isOwn: false, workspace: undefined });
  });

  it('makes the changes of a hand-over and of a resolution', () => {
    const entry = new Entry(chart({ container: container({ labels }), settings }), T0, []);
    expect(escalate(originOf(entry), [givenUp], T0)).toEqual([
      {
        kind: 'escalation_queued',
        escalation: expect.objectContaining({
          incidentId: incident.id,
          groupKey: 'project/shop',
          workspace: '/srv/shop',
        }),
      },
    ]);
    expect(escalate(originOf(entry), [over], T0)).toEqual([
      { kind: 'escalation_withdrawn', incidentId: incident.id, at: T0, reason: 'human' },
    ]);
  });

  it('knows the project of a service that is missing, and of no host', () => {
    const opened = (type: 'container_missing' | 'host_disk', target: string): Happening => ({
      kind: 'incident_opened',
      at: T0,
      incident: troubled({ type, target }),
    });
    const missing = [opened('container_missing', 'shop/web#1')];
    expect(escalate(standaloneOrigin(missing), missing, T0)).toEqual([
      { kind: 'escalation_queued', escalation: expect.objectContaining({ project: 'shop', reason: 'at_once' }) },
    ]);
    const asked: Happening[] = missing.map((it) => ({ ...it, kind: 'escalation_asked', by: 'ann' }) as Happening);
    expect(escalate(standaloneOrigin(asked), asked, T0)).toEqual([
      { kind: 'escalation_queued', escalation: expect.objectContaining({ project: 'shop', reason: 'asked_for' }) },
    ]);
    expect(standaloneOrigin([opened('host_disk', 'host/box')]).labels).toEqual({});
  });

  it('tells of what was queued, and of nothing else', () => {
    const happenings = new Emitter<Happening>();
    const told: Happening[] = [];
    happenings.on((happening) => told.push(happening));
    const origin = { labels: {}, workspace: undefined, mayEscalate: true, isOwn: false };
    tellQueued(happenings, escalate(origin, [givenUp], T0), T0);
    tellQueued(happenings, escalate(origin, [over], T0), T0);
    expect(told.map(({ kind }) => kind)).toEqual(['escalation_queued']);
  });
});
