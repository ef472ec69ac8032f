import { describe, expect, it } from '@jest/globals';
import { Emitter } from '../../../src/base/emitter.ts';
import type { ContainerSummary } from '../../../src/containers/container.ts';
import type { Happening } from '../../../src/incidents/happening.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { Rounds, type RoundsDeps } from '../../../src/watch/rounds.ts';
import { chart, container } from '../../support/charts.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

/** Rounds over one watched target; the list is what the test says. */
async function roundOver(target: string, list: readonly ContainerSummary[]) {
  const roster = new Roster();
  roster.add(new Entry(chart({ target, container: container({ target }) }), 0, []));
  const dismissed: string[] = [];
  const parts = {
    roster,
    admission: { dismiss: async (entry: Entry) => dismissed.push(entry.chart.target), admit: async () => {} },
    watcher: { keepStrangers: () => {} },
    engineWatch: { status: () => ({ connected: true }), listed: () => {} },
    census: { list: async () => list, inspect: async () => undefined },
    clock: new FixedClock(),
    happenings: new Emitter<Happening>(),
    rules: { learn: () => {}, isWatched: ({ name }: { name: string }) => !name.includes('.paramedic-old-') },
    missing: { noteGone: () => {}, notePresent: () => {}, check: async () => {} },
  };
  const rounds = new Rounds(parts as unknown as RoundsDeps);
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
