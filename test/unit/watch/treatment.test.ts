import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { newId } from '../../../src/base/id.ts';
import type { Container } from '../../../src/containers/container.ts';
import type { Chart } from '../../../src/healing/chart.ts';
import { Healer } from '../../../src/healing/healer.ts';
import { openIncident } from '../../../src/incidents/lifecycle.ts';
import type { Verdict } from '../../../src/probes/verdict.ts';
import { Entry } from '../../../src/watch/roster.ts';
import { Treatment } from '../../../src/watch/treatment.ts';
import { attempt, chart, container, T0 } from '../../support/charts.ts';
import { hands } from '../../support/hands.ts';

const underway = attempt({ finishedAt: undefined, outcome: undefined });
const incident = openIncident({
  ...{ id: underway.incidentId, at: T0, host: 'host-1', target: 'web', type: 'container_unhealthy' },
  ...{ containerName: 'web', containerId: container().id, severity: 'critical', description: '', evidence: {} },
});
const SICK: Verdict = {
  ...{ kind: 'sick', type: 'container_unhealthy', severity: 'critical', reason: 'health_check_fails' },
  description: '',
};

/** An act that waits for its turn while the chart becomes what the test says. */
async function outcomeWhen(before: Partial<Chart>, meanwhile: Partial<Chart>) {
  const acts: string[] = [];
  const other = Promise.withResolvers<void>();
  const restart = async (id: string) => {
    acts.push(id);
    if (id === 'other') await other.promise;
  };
  const healer = new Healer(hands({ restart }), systemClock, 1);
  const treatment = new Treatment({
    ...{ healer, clock: systemClock, newId },
    census: { list: async () => [], inspect: async () => undefined },
    scene: { read: async () => undefined },
  });
  const entry = new Entry(chart({ attempts: [underway], ...before }), T0, []);
  const options = { stopTimeoutMs: 1, exec: undefined, wellWithinMs: 1 };
  const first = healer.carryOut(attempt({ id: 'other', containerId: 'other' }), options, () => true);
  const treated = treatment.carryOut(entry, underway);
  entry.chart = { ...entry.chart, ...meanwhile };
  other.resolve();
  await first;
  const { result } = await treated;
  return { outcome: result.outcome, acts: acts.length };
}

describe('an act whose turn comes late', () => {
  it('is carried out while it is sick', async () => {
    const before = { verdict: SICK, incidents: [incident] };
    expect(await outcomeWhen(before, {})).toEqual({ outcome: 'done', acts: 2 });
  });

  it('is called off when its incident is over: it has been well for long, or a person resolved it', async () => {
    const before = { verdict: SICK, incidents: [incident] };
    expect(await outcomeWhen(before, { incidents: [] })).toEqual({ outcome: 'withdrawn', acts: 1 });
    const well = { incidents: [], verdict: chart().verdict };
    expect(await outcomeWhen(before, well)).toEqual({ outcome: 'withdrawn', acts: 1 });
  });

  it('is carried out on a container that is well when it is for somebody else’s sake', async () => {
    expect(await outcomeWhen({}, {})).toEqual({ outcome: 'done', acts: 2 });
  });
});

describe('the look after an act', () => {
  it('is as fresh as the outcome that it goes in with, however long the picture of the scene takes', async () => {
    const picture = Promise.withResolvers<undefined>();
    const begun = Promise.withResolvers<void>();
    let health: Container['health'] = 'starting';
    const treatment = new Treatment({
      healer: new Healer(hands({ restart: async () => {} }), systemClock, 1),
      ...{ clock: systemClock, newId },
      census: { list: async () => [], inspect: async () => container({ health }) },
      scene: {
        read: () => {
          begun.resolve();
          return picture.promise;
        },
      },
    });
    const entry = new Entry(chart({ attempts: [underway], verdict: SICK, incidents: [incident] }), T0, []);
    const treated = treatment.carryOut(entry, underway);
    await begun.promise;
    await turn();
    // The engine tells of this by an event, which must not be taken back by an older look.
    health = 'healthy';
    picture.resolve(undefined);
    expect((await treated).after?.health).toBe('healthy');
  });
});

describe('whose doing it is what happens to a container', () => {
  it('is ours from the moment the engine is asked until it is seen to start, not while the act waits for its turn', async () => {
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const restart = async () => {
      asked.resolve();
      await answered.promise;
    };
    const treatment = new Treatment({
      ...{ healer: new Healer(hands({ restart }), systemClock, 1), clock: systemClock, newId },
      census: { list: async () => [], inspect: async () => undefined },
      scene: { read: async () => undefined },
    });
    const entry = new Entry(chart({ attempts: [underway] }), T0, []);
    // Nobody here carries it out: the Paramedic before this one may have asked the engine.
    expect(treatment.isOurs(entry)).toBe(true);
    treatment.begin(underway);
    expect(treatment.isOurs(entry)).toBe(false);
    // Somebody restarts it meanwhile; that is not the start of our restart.
    treatment.noteStarted(entry);
    const treated = treatment.carryOut(entry, underway);
    await asked.promise;
    expect(treatment.isOurs(entry)).toBe(true);
    treatment.noteStarted(entry);
    expect(treatment.isOurs(entry)).toBe(false);
    answered.resolve();
    expect((await treated).result.outcome).toBe('done');
  });
});
