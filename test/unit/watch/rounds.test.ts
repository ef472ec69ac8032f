import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import type { ContainerSummary } from '../../../src/containers/container.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { Rounds, type RoundsDeps } from '../../../src/watch/rounds.ts';
import { chart, container } from '../../support/charts.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { SteppedClock } from '../../support/stepped-clock.ts';

const roundsOf = (list: readonly ContainerSummary[], parts: object): Rounds =>
  new Rounds({
    roster: new Roster(),
    watcher: { keepStrangers: () => {}, noteGone: () => {} },
    engineWatch: { status: () => ({ connected: true }), listed: () => {} },
    census: { list: async () => list, inspect: async () => undefined },
    clock: new FixedClock(),
    happenings: new Emitter<Happening>(),
    rules: { learn: () => {}, isWatched: ({ name }: { name: string }) => !name.includes('.paramedic-old-') },
    missing: { noteGone: () => {}, notePresent: () => {}, check: async () => {} },
    ...parts,
  } as unknown as RoundsDeps);

/** Rounds over one watched target; the list is what the test says. */
async function roundOver(target: string, list: readonly ContainerSummary[]) {
  const roster = new Roster();
  roster.add(new Entry(chart({ target, container: container({ target }) }), 0, []));
  const dismissed: string[] = [];
  const admission = { dismiss: async (entry: Entry) => dismissed.push(entry.chart.target), admit: async () => {} };
  const rounds = roundsOf(list, { roster, admission });
  await rounds.reconcile();
  return { dismissed, setAside: [...rounds.setAside] };
}

const aside = (part: Partial<ContainerSummary>) =>
  container({ id: 'kept', name: 'web.paramedic-old-0123abcd', target: 'web.paramedic-old-0123abcd', ...part });

describe('a round', () => {
  it('dismisses whoever is gone', async () => {
    expect(await roundOver('web', [])).toEqual({ dismissed: ['web'], setAside: [] });
  });

  it('does not take for gone whose container a recreate of ours has set aside and not yet put back', async () => {
    expect(await roundOver('web', [aside({})])).toEqual({ dismissed: [], setAside: ['web'] });
    const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };
    const ofCompose = aside({ labels, target: 'shop/web#1' });
    expect(await roundOver('shop/web#1', [ofCompose])).toEqual({ dismissed: [], setAside: ['shop/web#1'] });
  });
});

describe('a full look at a large fleet', () => {
  const fleetOf = (size: number) =>
    Array.from({ length: size }, (_, index) =>
      container({ id: `c${index}`, name: `web-${index}`, target: `web-${index}` }),
    );

  it('asks on while looks wait to be recorded, a few questions at a time, and ends with the last of them', async () => {
    const fleet = fleetOf(200);
    let [asking, most, over] = [0, 0, false];
    const recorded: (() => void)[] = [];
    const inspect = async (id: string) => {
      most = Math.max(most, ++asking);
      await turn();
      asking -= 1;
      return fleet.find((one) => one.id === id);
    };
    const admit = () => new Promise<void>((resolve) => void recorded.push(resolve));
    const round = roundsOf(fleet, { census: { list: async () => fleet, inspect }, admission: { admit } }).reconcile();
    void round.then(() => {
      over = true;
    });
    const waitFor = async (looks: number) => {
      while (recorded.length < looks || asking > 0) await turn();
    };
    await waitFor(64);
    // No more than share a transaction: they would only wait.
    for (let turns = 0; turns < 20; turns += 1) await turn();
    expect(recorded).toHaveLength(64);
    expect(most).toBe(8);
    for (let done = 0; done < 199; done += 1) {
      await waitFor(done + 1);
      recorded[done]?.();
    }
    await waitFor(200);
    expect(over).toBe(false);
    recorded[199]?.();
    await round;
    expect(most).toBe(8);
  });

  it('is spread over seconds', async () => {
    const clock = new SteppedClock();
    const fleet = fleetOf(2_500);
    const asked: number[] = [];
    const inspect = async () => void asked.push(clock.now());
    const round = roundsOf(fleet, { clock, census: { list: async () => fleet, inspect } }).reconcile();
    await clock.advance(1_000);
    expect(asked.length).toBeGreaterThan(1_200);
    expect(asked.length).toBeLessThan(1_300);
    await clock.advance(1_000);
    await round;
    expect(asked).toHaveLength(2_500);
  });
});
