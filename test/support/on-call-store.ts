import { type OnCallFaces, onCallFaces } from '../../src/app/on-call-faces.ts';
import { silentLogger } from '../../src/base/logger.ts';
import type { Approval } from '../../src/escalation/approval.ts';
import type { Claim } from '../../src/escalation/queue-port.ts';
import type { Incident } from '../../src/incidents/incident.ts';
import { PgArchive } from '../../src/storage/archive.ts';
import { Database } from '../../src/storage/database.ts';
import { type EscalationStore, escalationStore } from '../../src/storage/escalation-store.ts';
import { PgLedger } from '../../src/storage/pg-ledger.ts';
import { waitingDesk } from '../../src/watch/waiting-desk.ts';
import { anApproval, claiming, givingUp } from './escalation-records.ts';
import { FixedClock } from './fixed-clock.ts';
import { FakeArchive, FakeFleet } from './fleet.ts';
import { type FreshDatabase, freshDatabase } from './postgres.ts';
import { anIncident } from './records.ts';

/** The real queue over a database of its own, with something on it. */
export class OnCallStore implements AsyncDisposable {
  readonly escalations: EscalationStore;
  readonly archive: PgArchive;
  readonly ledger: PgLedger;
  readonly url: string;
  readonly #database: Database;
  readonly #fresh: FreshDatabase;

  private constructor(fresh: FreshDatabase) {
    this.#fresh = fresh;
    this.#database = new Database();
    this.#database.use(fresh.url);
    this.url = fresh.url;
    this.escalations = escalationStore(this.#database);
    this.archive = new PgArchive(this.#database);
    this.ledger = new PgLedger(this.#database, silentLogger);
  }

  static async open(): Promise<OnCallStore> {
    return new OnCallStore(await freshDatabase());
  }

  /** An incident that healing gave up on, and its escalation. */
  async queue(part: Partial<Incident> = {}, over: Parameters<typeof givingUp>[1] = {}) {
    const incident = anIncident({ severity: 'critical', ...part });
    await this.ledger.record(givingUp(incident, over));
    const [escalation] = await this.escalations.archive.list({ incident: incident.id });
    if (escalation === undefined) throw new Error('it is not on the queue');
    return { incident: { ...incident, status: 'escalated' as const }, escalation };
  }

  async claim(): Promise<Claim> {
    const claim = await this.escalations.queue.claim(claiming());
    if (claim === undefined) throw new Error('nothing to claim');
    return claim;
  }

  /** What the run of a worker asks a person for. */
  async ask(claim: Claim, part: Partial<Approval> = {}): Promise<Approval> {
    const approval = anApproval(claim, part);
    await this.escalations.approvals.ask(claim, approval);
    return approval;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.close();
    await this.#fresh[Symbol.asyncDispose]();
  }
}

const never = (): never => {
  throw new Error('not expected to be asked');
};

/** A queue on which nothing is and nothing comes. */
export const EMPTY_QUEUE: Pick<EscalationStore, 'archive' | 'orders' | 'queue' | 'desk' | 'totals'> = {
  archive: {
    list: async () => [],
    story: async () => undefined,
    approvals: async () => [],
    recall: async () => [],
    workers: async () => [],
  },
  orders: { cancel: never, retry: never, decide: never },
  queue: new Proxy({} as EscalationStore['queue'], { get: () => never }),
  desk: { ask: never, answer: never },
  totals: { totals: never },
};

/** The faces of such a queue. */
export function emptyOnCall(): Pick<OnCallFaces, 'onCall' | 'mcp'> {
  const storage = { archive: new FakeArchive(), status: () => new FakeFleet().storage(), escalations: EMPTY_QUEUE };
  const { onCall, mcp } = onCallFaces({
    ...{ config: { heal: { verifyMs: 30_000 } }, storage, fleet: new FakeFleet(), desk: waitingDesk(() => 'a test') },
    ...{ version: '1.2.3', clock: new FixedClock(), logger: silentLogger },
  });
  return { onCall, mcp };
}
