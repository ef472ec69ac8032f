import { describe, expect, it } from '@jest/globals';
import type { Chart } from '../../../src/healing/chart.ts';
import { Draft } from '../../../src/healing/draft.ts';
import { headOf, storyOf, takeOver } from '../../../src/healing/same-story.ts';
import type { Incident, IncidentType } from '../../../src/incidents/incident.ts';
import { chart, T0, world } from '../../support/charts.ts';
import { anIncident } from '../../support/records.ts';

const open = (type: IncidentType, part: Partial<Incident> = {}): Incident =>
  anIncident({ id: type, type, target: 'web', ...part });
const having = (...incidents: Incident[]): Chart => chart({ incidents });

describe('the story of a new incident', () => {
  it('is its own where there is no restart loop', () => {
    expect(storyOf(having(), 'container_exited')).toBeUndefined();
    expect(storyOf(having(open('container_unhealthy')), 'container_exited')).toBeUndefined();
  });

  it('is that of the restart loop which is open', () => {
    const all = having(open('high_cpu'), open('restart_loop'));
    expect(storyOf(all, 'container_exited')).toEqual({ parentId: 'restart_loop', reason: 'restart_loop' });
  });

  it('of a restart loop is its own, until people were handed something', () => {
    expect(storyOf(having(open('container_exited')), 'restart_loop')).toBeUndefined();
    for (const type of ['heal_failed', 'bad_update'] as const) {
      const handed = having(open('container_exited'), open(type, { parentId: 'container_exited' }));
      expect(storyOf(handed, 'restart_loop')).toEqual({ parentId: 'container_exited', reason: 'handed_over' });
    }
  });
});

describe('the head of a story', () => {
  it('is the open incident of the same target that it belongs to, else itself', () => {
    const [loop, exited] = [open('restart_loop'), open('container_exited', { parentId: 'restart_loop' })];
    expect(headOf(having(exited, loop), exited)).toBe(loop);
    expect(headOf(having(exited, loop), loop)).toBe(loop);
    expect(headOf(having(exited), exited)).toBe(exited);
    const inhibited = open('probe_failed', { parentId: 'the database' });
    expect(headOf(having(inhibited, loop), inhibited)).toBe(inhibited);
  });
});

describe('a restart loop', () => {
  it('takes over the outages before it, but no symptom, and nobody whose trouble comes from elsewhere', () => {
    const loop = open('restart_loop');
    const inhibited = open('probe_failed', { parentId: 'the database' });
    const draft = new Draft(having(open('container_exited'), inhibited, open('high_cpu'), loop), world(), T0);
    takeOver(draft, loop);
    expect(draft.chart.incidents.map(({ type, parentId }) => [type, parentId])).toEqual([
      ['container_exited', 'restart_loop'],
      ['probe_failed', 'the database'],
      ['high_cpu', undefined],
      ['restart_loop', undefined],
    ]);
    expect(draft.changes).toMatchObject([
      { kind: 'incident_changed', id: 'container_exited', set: { parentId: 'restart_loop' } },
      {
        kind: 'timeline',
        entry: {
          ...{ incidentId: 'container_exited', kind: 'inhibited', reason: 'restart_loop' },
          detail: { parent: 'restart_loop' },
        },
      },
    ]);
  });
});
