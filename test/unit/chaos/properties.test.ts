import { describe, expect, it } from '@jest/globals';
import * as properties from '../../support/chaos/properties.ts';

type Restart = properties.Chronicle['restarts'][number];
type Incident = properties.Chronicle['incidents'][number];

const restart = (part: Partial<Restart> = {}): Restart => ({
  incident: 'i1',
  container: 'web',
  intendedAt: 1_000,
  outcome: 'done',
  ...part,
});
const incident = (part: Partial<Incident> = {}): Incident => ({
  ...{ id: 'i1', container: 'web', type: 'container_unhealthy', from: 1_000, to: 5_000 },
  ...part,
});
const chronicle = (restarts: Restart[], incidents: Incident[] = []): properties.Chronicle => ({ restarts, incidents });
const called = (...restartCalls: number[]) => [{ name: 'web', id: 'w', restartCalls, restarts: restartCalls }];
const sick = (from: number, to: number | undefined) => [{ containerId: 'w', name: 'web', crashed: false, from, to }];
const BUDGET = { count: 2, windowMs: 1_000 };

describe('strayRestarts', () => {
  it('finds nothing where each restart follows an intent of its own', () => {
    const two = chronicle([restart(), restart({ intendedAt: 2_000 })]);
    expect(properties.strayRestarts(two, called(1_001, 2_500))).toEqual([]);
    expect(properties.strayRestarts(two, called(2_000))).toEqual([]);
  });

  it('finds a restart before every intent, or for another container’s', () => {
    expect(properties.strayRestarts(chronicle([restart()]), called(999))).toHaveLength(1);
    expect(properties.strayRestarts(chronicle([restart({ container: 'db' })]), called(1_001))).toHaveLength(1);
  });

  it('finds a second restart for one intent', () => {
    expect(properties.strayRestarts(chronicle([restart()]), called(1_001, 1_500))).toEqual([
      'web: restarted twice for the intent of 1000',
    ]);
  });
});

describe('repeated', () => {
  const lost = restart({ outcome: 'interrupted' });
  const next = (intendedAt: number) => chronicle([lost, restart({ intendedAt })]);

  it('finds a lost restart that was repeated before its time was over', () => {
    expect(properties.repeated(next(16_999), [], 16_000)).toHaveLength(1);
    expect(properties.repeated(next(17_000), [], 16_000)).toEqual([]);
    const elsewhere = chronicle([lost, restart({ container: 'db', intendedAt: 2_000 })]);
    expect(properties.repeated(elsewhere, [], 16_000)).toEqual([]);
    expect(properties.repeated(chronicle([restart(), restart({ intendedAt: 2_000 })]), [], 16_000)).toEqual([]);
  });

  it('finds one that was asked for while another was going on', () => {
    const record = (restarts: number[]) => [{ name: 'web', id: 'w', restartCalls: [1_000, 1_200], restarts }];
    expect(properties.repeated(chronicle([]), record([1_201, 1_500]), 16_000)).toHaveLength(1);
    expect(properties.repeated(chronicle([]), record([1_200, 1_500]), 16_000)).toEqual([]);
  });
});

describe('overdrawn', () => {
  const at = (...instants: number[]) => chronicle(instants.map((intendedAt) => restart({ intendedAt })));

  it('lets as many through as fit into the window', () => {
    expect(properties.overdrawn(at(0, 500, 1_000, 1_500), BUDGET)).toEqual([]);
  });

  it('finds one more within the window', () => {
    expect(properties.overdrawn(at(0, 500, 999), BUDGET)).toEqual(['web: 3 restarts within 999 ms']);
  });

  it('does not count what was called off', () => {
    const calledOff = chronicle([0, 1, 2].map((intendedAt) => restart({ intendedAt, outcome: 'withdrawn' })));
    expect(properties.overdrawn(calledOff, BUDGET)).toEqual([]);
  });
});

it('overtried finds an incident with more restarts than attempts', () => {
  const three = chronicle([restart(), restart(), restart()]);
  expect(properties.overtried(three, 3)).toEqual([]);
  expect(properties.overtried(three, 2)).toEqual(['incident i1: 3 restarts']);
});

describe('overlooked', () => {
  it('finds a long sickness without an incident in its time', () => {
    const elsewhere = [incident({ container: 'db' }), incident({ from: 0, to: 900 }), incident({ from: 9_000 })];
    expect(properties.overlooked(chronicle([], elsewhere), sick(1_000, 8_000), 5_000)).toHaveLength(1);
    expect(properties.overlooked(chronicle([]), sick(1_000, undefined), 5_000)).toHaveLength(1);
  });

  it('is content with an incident that was open meanwhile, and with what was over soon', () => {
    expect(properties.overlooked(chronicle([], [incident()]), sick(1_000, 8_000), 5_000)).toEqual([]);
    expect(properties.overlooked(chronicle([], [incident({ to: null })]), sick(9_000, 99_000), 5_000)).toEqual([]);
    expect(properties.overlooked(chronicle([]), sick(1_000, 5_999), 5_000)).toEqual([]);
  });

  it('counts only what somebody was there to see', () => {
    const watches = [
      { from: 0, to: 3_000 },
      { from: 7_000, to: 10_000 },
    ];
    const presence = { watches, looks: [] };
    expect(properties.overlooked(chronicle([]), sick(1_000, 10_000), 5_000, presence)).toHaveLength(1);
    expect(properties.overlooked(chronicle([]), sick(1_001, 10_000), 5_000, presence)).toEqual([]);
    const crash = sick(1_000, undefined).map((it) => ({ ...it, untold: 9_999 }));
    expect(properties.overlooked(chronicle([]), crash, 5_000, presence)).toEqual([]);
  });

  it('counts what stood through one whole look, but for a crash', () => {
    const presence = { watches: [], looks: [{ from: 2_000, to: 2_100 }] };
    expect(properties.overlooked(chronicle([]), sick(2_000, 2_100), 5_000, presence)).toHaveLength(1);
    expect(properties.overlooked(chronicle([]), sick(2_001, 2_200), 5_000, presence)).toEqual([]);
    expect(properties.overlooked(chronicle([]), sick(1_000, 2_099), 5_000, presence)).toEqual([]);
    const crash = sick(1_000, 3_000).map((it) => ({ ...it, crashed: true }));
    expect(properties.overlooked(chronicle([]), crash, 5_000, presence)).toEqual([]);
  });
});

it('stillOpen and unfinished find what nobody put in order', () => {
  const left = chronicle([restart({ outcome: null }), restart()], [incident({ to: null }), incident()]);
  expect(properties.stillOpen(left)).toEqual(['web: container_unhealthy i1 is still open']);
  expect(properties.unfinished(left)).toEqual(['web: the attempt of 1000 has no outcome']);
});
