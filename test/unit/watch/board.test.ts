import { describe, expect, it } from '@jest/globals';
import type { ResourceSample } from '../../../src/containers/sample.ts';
import type { HoldView, TargetView } from '../../../src/incidents/view.ts';
import { Board } from '../../../src/watch/board.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { attempt, chart, HEAL, T0 } from '../../support/charts.ts';
import { resourceSample } from '../../support/fleet.ts';

function scene() {
  const roster = new Roster();
  const entry = new Entry(chart({ target: 'web' }), T0, []);
  roster.add(entry);
  const now = { at: T0 };
  const held: { hold: HoldView | undefined } = { hold: undefined };
  const nothing = () => {
    throw new Error('not asked');
  };
  const board = new Board({
    ...{ roster, heal: HEAL, mode: 'heal', now: () => now.at, hold: () => held.hold },
    ...{ engine: nothing, storage: nothing, hostSample: nothing, hostIncidents: nothing, findings: nothing },
    lastTurnAt: nothing,
  });
  const view = () => board.target('web') as TargetView;
  return { entry, now, held, board, view };
}

const sample = (cpuPercent: number): ResourceSample => resourceSample({ cpuPercent });

describe('what the board shows of a target', () => {
  it('is the same object while nothing changes, in the list too', () => {
    const { board, view } = scene();
    expect(board.targets()).toEqual([view()]);
    expect(board.targets()[0]).toBe(view());
  });

  it('follows the chart, the sample, the probes and the hold', () => {
    const { entry, held, view } = scene();
    entry.chart = { ...entry.chart, since: T0 + 1 };
    expect(view().since).toBe(T0 + 1);
    entry.sample = sample(1);
    expect(view().sample?.cpuPercent).toBe(1);
    entry.sample = sample(2);
    expect(view().sample?.cpuPercent).toBe(2);
    entry.sample = undefined;
    expect(view().sample).toBeUndefined();
    const { container } = entry.chart;
    entry.takeReadings(`${container.id} ${container.startedAt ?? 0}`, []);
    expect(view().probes).toBe(entry.probes);
    held.hold = { reason: 'silenced', until: 1 };
    expect(view().hold).toEqual({ reason: 'silenced', until: 1 });
    held.hold = { reason: 'silenced', until: 2 };
    expect(view().hold?.until).toBe(2);
    held.hold = undefined;
    expect(view().hold).toBeUndefined();
  });

  it('counts restarts as long as they are within the window of the budget, also while nothing else changes', () => {
    const { entry, now, view } = scene();
    const attempts = [attempt({ intendedAt: T0 }), attempt({ intendedAt: T0 + 1_000 }), attempt({ action: 'exec' })];
    entry.chart = { ...entry.chart, attempts };
    expect(view().recentAttempts).toBe(2);
    now.at = T0 + HEAL.budget.windowMs;
    expect(view().recentAttempts).toBe(1);
    now.at += 1_000;
    expect(view().recentAttempts).toBe(0);
  });

  it('is of the container that is there now when another took its place', () => {
    const { entry, view } = scene();
    const before = view();
    entry.chart = { ...entry.chart, container: { ...entry.chart.container, id: 'f'.repeat(64) } };
    expect(view().container.id).toBe('f'.repeat(64));
    expect(before.container.id).not.toBe(view().container.id);
  });
});
