import type { EscalationArchive, EscalationTotalsReader } from '../escalation/archive-port.ts';
import type {
  ActedOnReader,
  ApprovalDesk,
  EscalationOrders,
  EscalationSweeper,
  RequestBox,
  RequestDesk,
} from '../escalation/ports.ts';
import type { EscalationQueue, SessionQueue } from '../escalation/queue-port.ts';
import { PgActedOn } from './acted-on.ts';
import { PgApprovals } from './approvals.ts';
import type { Database } from './database.ts';
import { PgEscalationArchive } from './escalation-archive.ts';
import { PgEscalationOrders } from './escalation-orders.ts';
import { PgEscalationSweeper } from './escalation-sweep.ts';
import { PgEscalationTotals } from './escalation-totals.ts';
import { PgEscalations } from './escalations.ts';
import { PgRequests } from './requests.ts';

/** All that is kept of escalations, by who needs it. All of it throws `storage_unreachable` while Postgres is away. */
export interface EscalationStore {
  /** For the worker. */
  readonly queue: EscalationQueue & SessionQueue;
  readonly approvals: ApprovalDesk;
  readonly desk: RequestDesk;
  /** For the monitor. */
  readonly box: RequestBox;
  readonly sweeper: EscalationSweeper;
  readonly acted: ActedOnReader;
  /** For the faces. */
  readonly archive: EscalationArchive;
  readonly orders: EscalationOrders;
  readonly totals: EscalationTotalsReader;
}

export function escalationStore(database: Database): EscalationStore {
  const requests = new PgRequests(database);
  return {
    queue: new PgEscalations(database),
    approvals: new PgApprovals(database),
    desk: requests,
    box: requests,
    sweeper: new PgEscalationSweeper(database),
    acted: new PgActedOn(database),
    archive: new PgEscalationArchive(database),
    orders: new PgEscalationOrders(database),
    totals: new PgEscalationTotals(database),
  };
}
