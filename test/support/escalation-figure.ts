import type { EscalationFigure } from '../../src/escalation/figures.ts';
import { NOW } from './fleet.ts';

/** What is on the queue: nothing, but for what is said. */
export const escalationFigure = (
  part: Partial<EscalationFigure['totals']> = {},
  counts: Partial<EscalationFigure['totals']['byStatus']> = {},
): EscalationFigure => ({
  ...{ at: NOW, open: [], pending: [] },
  totals: {
    byStatus: {
      ...{ queued: 0, claimed: 0, running: 0, awaiting_approval: 0 },
      ...{ resolved: 0, inconclusive: 0, failed: 0, cancelled: 0, expired: 0 },
      ...counts,
    },
    ...{ costUsd: 0, pendingApprovals: 0, ...part },
  },
});

/** So many of everything. */
export const busyFigure = (count: number): EscalationFigure =>
  escalationFigure(
    { costUsd: count, pendingApprovals: count },
    {
      ...{ queued: count, claimed: count, running: count, awaiting_approval: count, resolved: count },
      ...{ inconclusive: count, failed: count, cancelled: count, expired: count },
    },
  );
