import { describe, expect, it, jest } from '@jest/globals';
import type { Container } from '../../../src/containers/container.ts';
import type { Step } from '../../../src/healing/draft.ts';
import { Family } from '../../../src/watch/family.ts';
import { Kin } from '../../../src/watch/kin.ts';
import { QuietHours } from '../../../src/watch/quiet.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { chart, container, SETTINGS, T0 } from '../../support/charts.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

function rosterOf(...parts: (Partial<Container> & { name: string; needs?: string[]; guards?: string[] })[]): Roster {
  const roster = new Roster();
  for (const { needs = [], guards = [], ...part } of parts) {
    const made = container({ id: `${part.name}-1`, target: part.name, ...part });
    const settings = { ...SETTINGS, dependsOn: needs, guards };
    roster.add(new Entry(chart({ target: part.name, container: made, settings }), T0, []));
  }
  return roster;
}
const entryOf = (roster: Roster, target: string): Entry => {
  const entry = roster.get(target);
  if (entry === undefined) throw new Error(`no ${target}`);
  return entry;
};
const namesOf = (parents: ReturnType<Kin['parentsOf']>) => parents.map((parent) => parent.chart.target);

describe('kin', () => {
  it('knows all whom a target needs, nearest first, as they are now', () => {
    const roster = rosterOf({ name: 'web', needs: ['api'] }, { name: 'api', needs: ['db'] }, { name: 'db' });
    const kin = new Kin(roster);
    expect(namesOf(kin.parentsOf(entryOf(roster, 'web')))).toEqual(['api', 'db']);
    const db = entryOf(roster, 'db');
    db.chart = { ...db.chart, verdict: { kind: 'unknown', reason: 'starting' } };
    expect(kin.parentsOf(entryOf(roster, 'web'))[1]?.chart.verdict.kind).toBe('unknown');
    expect(kin.childrenOf('db').map((entry) => entry.chart.target)).toEqual(['api']);
  });

  it('follows who comes, who goes and who is replaced', () => {
    const roster = rosterOf({ name: 'web', networkMode: 'container:db-1' }, { name: 'db' });
    const kin = new Kin(roster);
    const web = entryOf(roster, 'web');
    expect(kin.parentsOf(web)).toMatchObject([{ sharesNetwork: true }]);
    const db = entryOf(roster, 'db');
    db.chart = { ...db.chart, container: { ...db.chart.container, id: 'db-2' } };
    expect(namesOf(kin.parentsOf(web))).toEqual(['db']);
    roster.remove('db');
    expect(kin.parentsOf(web)).toEqual([]);
  });
});

describe('family', () => {
  /** Who is decided on anew once `target` has turned. */
  async function askedAfter(roster: Roster, ...turned: string[]) {
    const asked: string[] = [];
    const family = new Family({
      kin: new Kin(roster),
      clock: new FixedClock(),
      lookAt: () => {},
      again: (entry) => void asked.push(entry.chart.target),
    });
    for (const target of turned) family.onTurn(entryOf(roster, target), { decision: undefined } as Step);
    await new Promise((resolve) => setImmediate(resolve));
    return asked;
  }
  const sicken = (entry: Entry) => {
    const verdict = {
      kind: 'sick',
      type: 'container_unhealthy',
      severity: 'critical',
      reason: 'x',
      description: '',
    } as const;
    entry.chart = { ...entry.chart, verdict };
  };

  it('tells the children that may care: those who are sick, and those who live in its network', async () => {
    const roster = rosterOf(
      { name: 'db' },
      { name: 'sick', needs: ['db'] },
      { name: 'well', needs: ['db'] },
      { name: 'inside', networkMode: 'container:db-1' },
      { name: 'stranger' },
    );
    sicken(entryOf(roster, 'sick'));
    sicken(entryOf(roster, 'stranger'));
    expect((await askedAfter(roster, 'db')).sort()).toEqual(['inside', 'sick']);
    expect(await askedAfter(roster, 'stranger')).toEqual([]);
  });

  it('finds out nobody’s parents while everybody who needs somebody is well', async () => {
    const roster = rosterOf({ name: 'db' }, { name: 'well', needs: ['db'] }, { name: 'stranger' });
    sicken(entryOf(roster, 'stranger'));
    const entries = jest.spyOn(roster, 'entries', 'get');
    expect(await askedAfter(roster, 'db')).toEqual([]);
    // Once over all, to see that; a graph would go over them again.
    expect(entries).toHaveBeenCalledTimes(1);
  });
});

describe('the roster', () => {
  it('counts who is sick and who should be up, whatever happens to them', () => {
    const roster = rosterOf({ name: 'a' }, { name: 'b' }, { name: 'c' });
    const [a, b] = [entryOf(roster, 'a'), entryOf(roster, 'b')];
    const sick = {
      kind: 'sick',
      type: 'container_unhealthy',
      severity: 'critical',
      reason: 'x',
      description: '',
    } as const;
    a.chart = { ...a.chart, verdict: sick };
    b.chart = { ...b.chart, verdict: { kind: 'off', reason: 'paused' } };
    expect([roster.sick, roster.expected]).toEqual([1, 2]);
    a.chart = { ...a.chart, verdict: { ...sick, reason: 'y' } };
    expect([roster.sick, roster.expected]).toEqual([1, 2]);
    roster.remove('a');
    expect([roster.sick, roster.expected]).toEqual([0, 1]);
    a.chart = { ...a.chart, verdict: { kind: 'healthy', reason: 'running' } };
    expect([roster.sick, roster.expected]).toEqual([0, 1]);
    roster.add(new Entry(b.chart, T0, []));
    expect([roster.sick, roster.expected]).toEqual([0, 1]);
  });
});

describe('quiet hours', () => {
  const silence = {
    ...{ id: 's', target: 'we*', incidentType: undefined, startsAt: T0, endsAt: T0 + 60_000, holdsHealing: false },
    ...{ createdAt: T0, createdBy: 'ann', comment: '', endedAt: undefined },
  };

  it('a running guard holds the healing of what it names, and of nobody else', () => {
    const roster = rosterOf({ name: 'backup', guards: ['db*'] }, { name: 'db' }, { name: 'web' });
    const quiet = new QuietHours({ roster, windows: [], silences: () => [] });
    expect(quiet.of('db', 'container_unhealthy', T0).pause).toEqual({ reason: 'guarded', until: T0 + 5_000 });
    expect(quiet.of('web', 'container_unhealthy', T0).pause).toBeUndefined();
    const backup = entryOf(roster, 'backup');
    backup.chart = { ...backup.chart, container: { ...backup.chart.container, state: 'exited' } };
    expect(quiet.of('db', 'container_unhealthy', T0).pause).toBeUndefined();
  });

  it('a guard does not guard itself', () => {
    const quiet = new QuietHours({ roster: rosterOf({ name: 'x', guards: ['*'] }), windows: [], silences: () => [] });
    expect(quiet.of('x', 'container_unhealthy', T0).pause).toBeUndefined();
  });

  it('a silence mutes and heals on; one that holds healing is a maintenance window; both end', () => {
    const roster = rosterOf({ name: 'web' });
    const of = (part: object, now: number) =>
      new QuietHours({ roster, windows: [], silences: () => [{ ...silence, ...part }] }).of('web', 'high_cpu', now);
    expect(of({}, T0)).toEqual({ muted: 'silenced', until: T0 + 60_000, pause: undefined });
    expect(of({ holdsHealing: true }, T0)).toMatchObject({ pause: { reason: 'maintenance', until: T0 + 60_000 } });
    expect(of({ holdsHealing: true }, T0 + 60_000)).toEqual({ muted: undefined, until: undefined, pause: undefined });
  });
});
