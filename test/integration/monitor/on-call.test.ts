import { describe, expect, it, jest } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { newId } from '../../../src/base/id.ts';
import { silentLogger } from '../../../src/base/logger.ts';
import type { NewRequest } from '../../../src/escalation/request.ts';
import { openWorkerStorage, type WorkerStorage } from '../../../src/storage/worker-storage.ts';
import { HEALTH_FILE, runContainer, SCRIPTS } from '../../support/engine.ts';
import { eventually } from '../../support/eventually.ts';
import { openWard, type Ward } from '../../support/monitor.ts';
import { connect } from '../../support/postgres.ts';

jest.setTimeout(120_000);

const TOKEN = 'a-token-of-16-characters';

/** Well in its first life, then only once somebody has mended it. */
const MENDABLE = `rm -f /tmp/healthy; [ -f /tmp/lived ] && [ ! -f /tmp/mended ] || touch /tmp/healthy; touch /tmp/lived
echo "Error: cannot read app.json"; trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done`;
const quickCheck = { healthCmd: HEALTH_FILE, healthIntervalMs: 1_000, healthRetries: 1 };

/** A monitor that gives up after one attempt, a container that needs more than that, and the storage of a worker. */
async function theatre(script: string = MENDABLE, labels: Record<string, string> = {}) {
  const stack = new AsyncDisposableStack();
  const ward = stack.use(
    await openWard({
      ...{ PARAMEDIC_HEAL_MAX_ATTEMPTS: '1', PARAMEDIC_ESCALATION_COALESCE: '1s', PARAMEDIC_TOKEN: TOKEN },
    }),
  );
  const patient = stack.use(await runContainer({ ...quickCheck, script, labels: { ...ward.labels, ...labels } }));
  const storage = openWorkerStorage({ url: ward.databaseUrl, clock: systemClock, logger: silentLogger });
  stack.defer(() => storage.close());
  await storage.ready();
  await ward.monitor.untilVerdict(patient.name, 'healthy');
  return { ward, patient, storage, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function rowsOf({ databaseUrl }: Ward, sql: string, values: unknown[] = []) {
  await using connection = await connect(databaseUrl);
  return (await connection.query(sql, values)).rows;
}

/** Claims what is ready; the queue's own clock decides when that is. */
const claimed = ({ escalations: { queue } }: WorkerStorage) =>
  eventually('a claim', () => queue.claim({ worker: 'w1', now: systemClock.now(), leaseMs: 30_000, maxAttempts: 3 }));

async function ask({ escalations: { desk } }: WorkerStorage, part: Omit<NewRequest, 'id' | 'askedAt' | 'expiresAt'>) {
  const now = systemClock.now();
  const id = newId();
  await desk.ask({ ...part, id, askedAt: now, expiresAt: now + 20_000 });
  return eventually('an answer', () => desk.answer(id), 30_000, 20);
}

describe('what healing gives up on', () => {
  it('is on the queue in the very transaction that hands it over', async () => {
    await using it = await theatre();
    await it.patient.makeSick();
    const { escalation } = await it.ward.monitor.until('escalation_queued');
    expect(escalation).toMatchObject({ target: it.patient.name, groupKey: `target/${it.patient.name}` });
    const [row] = await rowsOf(
      it.ward,
      `SELECT e.status, e.reason, e.xmin::text = t.xmin::text AS same_transaction
         FROM monitor_escalations e JOIN monitor_incident_events t ON t.incident_id = e.incident_id AND t.kind = 'escalated'`,
    );
    expect(row).toEqual({ status: 'queued', reason: 'attempts_exhausted', same_transaction: true });
  });

  it('stays with people where a label says so', async () => {
    await using it = await theatre(SCRIPTS.neverRecovers, { 'paramedic.escalate': 'false' });
    await it.patient.makeSick();
    await it.ward.monitor.until('incident_escalated');
    expect(await rowsOf(it.ward, 'SELECT id FROM monitor_escalations')).toEqual([]);
  });

  it('is on the queue all the same when a person asks for it, in the transaction that says so', async () => {
    await using it = await theatre(SCRIPTS.neverRecovers, { 'paramedic.escalate': 'false' });
    const { ward, patient } = it;
    await patient.makeSick();
    const { incident } = await ward.monitor.until('incident_escalated');
    const answer = await fetch(`${ward.monitor.app.url}/api/incidents/${incident.id}/escalate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: '{"by":"anna"}',
    });
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ status: 'escalated' })]);
    const rows = await rowsOf(
      ward,
      `SELECT e.status, e.reason, i.id, e.xmin::text = t.xmin::text AND e.xmin::text = i.xmin::text AS same_transaction
         FROM monitor_escalations e JOIN monitor_incidents i ON i.id = e.incident_id
         JOIN monitor_incident_events t ON t.incident_id = e.incident_id AND t.kind = 'escalated' AND t.reason = 'by_person'`,
    );
    expect(rows).toEqual([{ status: 'queued', reason: 'asked_for', id: incident.id, same_transaction: true }]);
  });

  it('is looked at and restarted for whoever asks through Postgres, and resolved as what it was', async () => {
    await using it = await theatre();
    const { ward, patient, storage } = it;
    await patient.makeSick();
    const { escalation } = await ward.monitor.until('escalation_queued');
    const claim = await claimed(storage);
    expect(claim.escalation.id).toBe(escalation.id);
    const from = { host: escalation.host, target: patient.name, escalationId: escalation.id };
    const asking = (tool: NewRequest['tool'], input: NewRequest['input'] = {}) =>
      ask(storage, { ...from, askedBy: `claude:${escalation.id}`, tool, input });
    expect(await asking('logs', { lines: 1 })).toEqual({ kind: 'done', text: 'Error: cannot read app.json' });
    expect(await asking('inspect')).toEqual({ kind: 'done', text: expect.stringContaining('"health": "unhealthy"') });
    expect(await asking('playbook')).toEqual({ kind: 'refused', reason: 'no_playbook' });
    await patient.exec(['touch', '/tmp/mended']);
    expect(await storage.escalations.queue.markActed(claim, systemClock.now())).toBe(true);
    expect(await asking('restart')).toEqual({ kind: 'done', text: expect.stringContaining('restart carried out') });
    const { incident } = await ward.monitor.until(
      'incident_resolved',
      (it) => it.incident.id === escalation.incidentId,
    );
    expect(incident).toMatchObject({ resolution: 'claude', autoHealed: false, healAttempts: 2 });
    const state = await storage.escalations.queue.renew(claim, systemClock.now(), 30_000);
    expect(state).toMatchObject({ held: true, incidents: [{ status: 'resolved', resolution: 'claude' }] });
    const attempts = await rowsOf(
      ward,
      'SELECT attempt, action, outcome, asked_by FROM monitor_remediations ORDER BY intended_at',
    );
    expect(attempts).toEqual([
      { attempt: 1, action: 'restart', outcome: 'done', asked_by: null },
      { attempt: 2, action: 'restart', outcome: 'done', asked_by: `claude:${escalation.id}` },
    ]);
  });

  it('is put down to Claude Code when it recovers after its change without a restart', async () => {
    await using it = await theatre();
    await it.patient.makeSick();
    const { escalation } = await it.ward.monitor.until('escalation_queued');
    const claim = await claimed(it.storage);
    await it.storage.escalations.queue.markActed(claim, systemClock.now());
    await it.patient.exec(['touch', '/tmp/healthy']);
    const { incident } = await it.ward.monitor.until(
      'incident_resolved',
      (one) => one.incident.id === escalation.incidentId,
    );
    expect(incident.resolution).toBe('claude');
  });

  it('is withdrawn in the transaction that resolves it, as long as nobody has taken it up', async () => {
    await using it = await theatre();
    await it.patient.makeSick();
    const { escalation } = await it.ward.monitor.until('escalation_queued');
    await it.patient.exec(['touch', '/tmp/healthy']);
    await it.ward.monitor.until('incident_resolved', (one) => one.incident.id === escalation.incidentId);
    const [row] = await rowsOf(
      it.ward,
      `SELECT e.status, e.outcome_reason, e.xmin::text = i.xmin::text AS same_transaction
         FROM monitor_escalations e JOIN monitor_incidents i ON i.id = e.incident_id`,
    );
    expect(row).toMatchObject({ status: 'cancelled', same_transaction: true });
  });

  it('expires when nobody takes it up, and a person is told', async () => {
    const stack = new AsyncDisposableStack();
    await using it = stack;
    const ward = it.use(
      await openWard({
        PARAMEDIC_HEAL_MAX_ATTEMPTS: '1',
        WEBHOOK_URL: 'http://127.0.0.1:9/',
      }),
    );
    const patient = it.use(await runContainer({ ...quickCheck, script: SCRIPTS.neverRecovers, labels: ward.labels }));
    await ward.monitor.untilVerdict(patient.name, 'healthy');
    await patient.makeSick();
    const { escalation } = await ward.monitor.until('escalation_queued');
    // Half an hour later.
    await rowsOf(ward, 'UPDATE monitor_escalations SET ready_at = $1, expires_at = $1', [new Date(Date.now() - 1_000)]);
    const told = await eventually('a message that it expired', async () => {
      const rows = await rowsOf(ward, "SELECT channel FROM monitor_notifications WHERE event = 'escalation_expired'");
      return rows.length === 0 ? undefined : rows;
    });
    const [row] = await rowsOf(ward, 'SELECT status FROM monitor_escalations WHERE id = $1', [escalation.id]);
    expect([row, told]).toEqual([{ status: 'expired' }, [{ channel: 'webhook' }]]);
  });
});
