import type { OutboxMessage } from '../../src/incidents/ledger.ts';
import { CLAIM_LEASE_MS, type DueMessage, type Outbox } from '../../src/notifications/ports.ts';

interface Row {
  message: OutboxMessage;
  attempts: number;
  dueAt: number;
  state: 'pending' | 'delivered' | 'failed';
  error?: string;
}

/** The rules of the port in a few lines; the table has its own tests. */
export class MemoryOutbox implements Outbox {
  readonly rows: Row[] = [];

  add(...ids: string[]): this {
    for (const id of ids) this.rows.push({ message: message(id), attempts: 0, dueAt: 0, state: 'pending' });
    return this;
  }

  async claimDue(now: number, limit: number, channel: string): Promise<DueMessage[]> {
    const pending = this.rows.filter(({ state, message }) => state === 'pending' && message.channel === channel);
    const due = pending
      .filter(({ message: { incidentId } }, index) =>
        pending.slice(0, index).every(({ message }) => !incidentId || message.incidentId !== incidentId),
      )
      .filter(({ dueAt }) => dueAt <= now)
      .slice(0, limit);
    for (const row of due) Object.assign(row, { attempts: row.attempts + 1, dueAt: now + CLAIM_LEASE_MS });
    return due.map((row) => ({ message: row.message, attempt: row.attempts }));
  }

  async markDelivered(id: string): Promise<void> {
    this.row(id).state = 'delivered';
  }

  async markFailed(id: string, _at: number, nextAt: number | undefined, error: string): Promise<void> {
    Object.assign(this.row(id), nextAt === undefined ? { state: 'failed', error } : { dueAt: nextAt, error });
  }

  async giveUpForgotten() {
    return [];
  }

  row(id: string): Row {
    const found = this.rows.find((row) => row.message.id === id);
    if (found === undefined) throw new Error(`no row ${id}`);
    return found;
  }
}

/** `id` may name a channel: `slack:1`. */
const message = (id: string): OutboxMessage => ({
  ...{ id, channel: id.includes(':') ? (id.split(':')[0] ?? '') : 'webhook', incidentId: undefined },
  ...{ event: 'incident_opened', createdAt: 0, payload: { text: id } },
});
