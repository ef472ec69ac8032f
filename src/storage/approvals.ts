import type { Approval } from '../escalation/approval.ts';
import type { ApprovalDesk } from '../escalation/ports.ts';
import type { Claim } from '../escalation/queue-port.ts';
import type { TimelineEntry } from '../incidents/incident.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import { statementsOf } from './changes.ts';
import { cleanJson, cleanText, instant } from './clean.ts';
import type { Database, Statement } from './database.ts';
import { approvalOf } from './escalation-rows.ts';
import { whileHeld } from './held.ts';

/** What Claude Code may not do unasked, as a worker sees it. */
export class PgApprovals implements ApprovalDesk {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** With what people are told of it, in one transaction; false: the claim is lost, and nothing was asked. */
  ask(
    claim: Claim,
    approval: Approval,
    also: { readonly timeline?: readonly TimelineEntry[]; readonly messages?: readonly OutboxMessage[] } = {},
  ): Promise<boolean> {
    const { timeline = [], messages = [] } = also;
    return whileHeld(this.#database, claim, 'ask for an approval', [
      approvalAsked(claim.escalation.id, approval),
      ...statementsOf([
        ...timeline.map((entry) => ({ kind: 'timeline', entry }) as const),
        ...messages.map((message) => ({ kind: 'outbox', message }) as const),
      ]),
    ]);
  }

  async approval(id: string): Promise<Approval | undefined> {
    const [[row] = []] = await this.#database.query('read an approval', {
      name: 'approval',
      text: 'SELECT * FROM monitor_approvals WHERE id = $1',
      values: [id],
    });
    return row === undefined ? undefined : approvalOf(row);
  }
}

const approvalAsked = (escalationId: string, it: Approval): Statement => ({
  name: 'approval_asked',
  text: `INSERT INTO monitor_approvals (id, escalation_id, run_id, tool_name, tool_input, reason, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
  values: [
    it.id,
    escalationId,
    it.runId ?? null,
    cleanText(it.toolName),
    cleanJson(it.toolInput),
    cleanText(it.reason),
    instant(it.createdAt),
    instant(it.expiresAt),
  ],
});
