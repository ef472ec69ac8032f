import { describe, expect, it } from '@jest/globals';
import { silentLogger } from '../../../src/base/logger.ts';
import type { ApprovalQuery, EscalationQuery, EscalationTotals } from '../../../src/escalation/archive-port.ts';
import { EscalationFigures } from '../../../src/escalation/figures.ts';
import { escalation } from '../../support/escalations.ts';
import { FixedClock } from '../../support/fixed-clock.ts';
import { NOW } from '../../support/fleet.ts';

const TOTALS = { byStatus: { queued: 1 }, costUsd: 2, pendingApprovals: 1 } as unknown as EscalationTotals;
const approval = (id: string, expiresAt: number) => ({ id, expiresAt }) as never;

function figuresOf({ ready = true } = {}) {
  const clock = new FixedClock();
  const asked: (EscalationQuery | ApprovalQuery)[] = [];
  const state = { ready, fails: false };
  const figures = new EscalationFigures({
    totals: {
      totals: async () => {
        if (state.fails) throw new Error('nobody answers');
        return TOTALS;
      },
    },
    archive: {
      list: async (query) => {
        asked.push(query);
        return [escalation()];
      },
      approvals: async (query) => {
        asked.push(query);
        return [approval('late', NOW), approval('due', NOW + 1)];
      },
    },
    ready: () => state.ready,
    ...{ clock, logger: silentLogger },
  });
  return { figures, clock, asked, state };
}

describe('EscalationFigures', () => {
  it('knows nothing before the first look, and asks only for what is open', async () => {
    const { figures, asked } = figuresOf();
    expect(figures.figures()).toBeUndefined();
    await figures.runOnce();
    expect(figures.figures()).toMatchObject({ at: NOW, totals: TOTALS, open: [escalation()] });
    expect(asked).toEqual([
      { status: 'open', limit: 100 },
      { status: 'pending', limit: 100 },
    ]);
  });

  it('leaves out what nobody can decide any more', async () => {
    const { figures } = figuresOf();
    await figures.runOnce();
    expect(figures.figures()?.pending.map(({ id }) => id)).toEqual(['due']);
  });

  it('stays as it was last known while Postgres is away', async () => {
    const { figures, state, clock } = figuresOf({ ready: false });
    expect(await figures.runOnce()).toBe(1_000);
    expect(figures.figures()).toBeUndefined();
    state.ready = true;
    expect(await figures.runOnce()).toBeUndefined();
    state.fails = true;
    clock.at += 15_000;
    await expect(figures.runOnce()).rejects.toThrow('nobody answers');
    expect(figures.figures()?.at).toBe(NOW);
  });
});
