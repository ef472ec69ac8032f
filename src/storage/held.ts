import { ParamedicError } from '../base/errors.ts';
import type { Claim } from '../escalation/queue-port.ts';
import { instant } from './clean.ts';
import type { Database, Statement } from './database.ts';

/** Statuses of an escalation while a worker holds it. */
export const HELD = ['claimed', 'running', 'awaiting_approval'] as const;

/**
 * First of a transaction: undoes it (`claim_lost`) when the row is not as we know it. `lapsedBy`: and its lease has run out.
 * `links`: and it is about so many incidents.
 */
const assertEscalation = (
  id: string,
  fence: number,
  statuses: readonly string[],
  { lapsedBy, links }: { readonly lapsedBy?: number | undefined; readonly links?: number } = {},
): Statement => ({
  name: 'assert_escalation',
  text: 'SELECT paramedic_assert_escalation($1, $2, $3, $4, $5)',
  values: [id, fence, statuses, lapsedBy === undefined ? null : instant(lapsedBy), links ?? null],
});

/** All or nothing, and only as long as the claim holds: false, and nothing was changed. */
export const whileHeld = (
  database: Database,
  { escalation, fence }: Claim,
  doing: string,
  statements: readonly Statement[],
): Promise<boolean> => unlessLost(database, doing, [assertEscalation(escalation.id, fence, HELD), ...statements]);

/** The same for one that nobody works on (it is queued, or its lease has run out at `now`) and that nothing has joined since. */
export const whileIdle = (
  database: Database,
  { escalation: { id, fence, status }, links }: { readonly escalation: Claim['escalation']; readonly links: number },
  now: number,
  doing: string,
  statements: readonly Statement[],
): Promise<boolean> =>
  unlessLost(database, doing, [
    assertEscalation(id, fence, [status], { lapsedBy: status === 'queued' ? undefined : now, links }),
    ...statements,
  ]);

async function unlessLost(database: Database, doing: string, statements: readonly Statement[]): Promise<boolean> {
  try {
    await database.transact(doing, statements);
    return true;
  } catch (error) {
    if (error instanceof ParamedicError && error.code === 'claim_lost') return false;
    throw error;
  }
}
