import { describe, expect, it } from '@jest/globals';
import type { Remediation } from '../../../src/incidents/incident.ts';
import { Debts } from '../../../src/watch/debts.ts';
import { Entry, Roster } from '../../../src/watch/roster.ts';
import { attempt, chart, container, HEAL, T0 } from '../../support/charts.ts';
import { FixedClock } from '../../support/fixed-clock.ts';

function debtsOf(...attempts: Remediation[]) {
  const roster = new Roster();
  const add = (target: string, own: readonly Remediation[] = []) => {
    const entry = new Entry(chart({ target, container: container({ name: target, target }), attempts: own }), T0, []);
    roster.add(entry);
    return entry;
  };
  const asked: string[] = [];
  const clock = new FixedClock();
  clock.at = T0;
  const db = add('db', attempts);
  const debts = new Debts({
    ...{ roster, heal: HEAL, clock },
    oblige: ({ chart: { target } }, { id }) => asked.push(`${target} for ${id}`),
  });
  return { debts, asked, add, db, roster };
}

const cause = attempt({
  ...{ id: 'cause', target: 'db', action: 'restart-dependents', detail: { dependents: ['web', 'api'] } },
});

describe('debts', () => {
  it('are settled with those who are there; whoever comes later is asked then', () => {
    const { debts, asked, add, db } = debtsOf(cause);
    add('web');
    debts.settle(db);
    expect(asked).toEqual(['web for cause']);
    add('api');
    debts.settleAll();
    expect(asked).toEqual(['web for cause', 'web for cause', 'api for cause']);
  });

  it('are none of whoever promised nothing', () => {
    const { debts, asked, add, db } = debtsOf(attempt({ target: 'db' }));
    add('web', [attempt({ target: 'web' })]);
    debts.settle(db);
    debts.settleAll();
    expect(asked).toEqual([]);
  });
});
