import { describe, expect, it } from '@jest/globals';
import type { Claim } from '../../../src/escalation/queue-port.ts';
import { Database } from '../../../src/storage/database.ts';
import { CLAIM } from '../../../src/storage/escalation-claim.ts';
import { escalationStore } from '../../../src/storage/escalation-store.ts';
import { LAPSED } from '../../../src/storage/escalation-sweep.ts';
import { aLesson, anApproval, anEnd, aRun, claiming, givingUp, LEASE_MS } from '../../support/escalation-records.ts';
import { connect } from '../../support/postgres.ts';
import { AT, aMessage, anEntry, anIncident } from '../../support/records.ts';
import { type Fresh, type Harness, openHarness } from './harness.ts';

async function claimed(it: Harness, over: Parameters<typeof claiming>[0] = {}): Promise<Claim> {
  const claim = await it.escalations.queue.claim(claiming(over));
  if (claim === undefined) throw new Error('nothing to claim');
  return claim;
}

async function oneClaimed(it: Harness, over: Parameters<typeof givingUp>[1] = {}) {
  const incident = anIncident();
  await it.ledger.record(givingUp(incident, over));
  return { incident, claim: await claimed(it) };
}

const now = async (it: Harness, id: string) => (await it.escalations.archive.story(id))?.escalation;

/** How workers share the queue, and what becomes of a claim that is lost. */
export function escalationClaimsSuite(fresh: Fresh): void {
  describe('claim', () => {
    it('takes the critical ones first, then the oldest, and none twice', async () => {
      await using it = await openHarness(fresh);
      const queue = (target: string, readyAt: number, severity: 'warning' | 'critical') =>
        it.ledger.record(givingUp(anIncident({ target, severity }), { readyAt: AT + readyAt }));
      await queue('late', 30, 'warning');
      await queue('early', 10, 'warning');
      await queue('grave', 40, 'critical');
      await queue('later', 60_000, 'critical');
      const targets: unknown[] = [];
      for (let claims = 0; claims < 4; claims += 1) {
        targets.push((await it.escalations.queue.claim(claiming()))?.escalation.target);
      }
      expect(targets).toEqual(['grave', 'early', 'late', undefined]);
    });

    it('says whose it is, until when, and for which time', async () => {
      await using it = await openHarness(fresh);
      const { claim } = await oneClaimed(it);
      const said = { status: 'claimed', attempts: 1, fence: 1, claimedBy: 'worker-1', claimedAt: AT + 1_000 };
      expect(claim).toMatchObject({ fence: 1, escalation: { ...said, leaseUntil: AT + 1_000 + LEASE_MS } });
      expect(await now(it, claim.escalation.id)).toEqual(claim.escalation);
    });

    it('of a given one waits neither for its turn nor for what may join, and however often it was tried', async () => {
      await using it = await openHarness(fresh);
      const { queue, archive } = it.escalations;
      await it.ledger.record(givingUp(anIncident({ target: 'first', severity: 'critical' })));
      const wanted = anIncident({ target: 'wanted' });
      await it.ledger.record(givingUp(wanted, { readyAt: AT + 90_000, groupKey: 'w' }));
      const [one] = await archive.list({ target: 'wanted' });
      const options = { worker: 'mcp:anna', now: AT + 1_000, leaseMs: LEASE_MS };
      const claim = await queue.claimThis(one?.id ?? '', options);
      const said = { status: 'claimed', claimedBy: 'mcp:anna', attempts: 1, leaseUntil: AT + 1_000 + LEASE_MS };
      expect(claim).toMatchObject({ fence: 1, escalation: { target: 'wanted', ...said } });
      expect(await queue.claimThis(one?.id ?? '', { ...options, worker: 'mcp:bo' })).toBeUndefined();
      const late = AT + 1_000 + LEASE_MS;
      expect(await queue.claimThis(one?.id ?? '', { ...options, worker: 'mcp:bo', now: late })).toMatchObject({
        fence: 2,
      });
      expect(await queue.renew(claim as Claim, late, LEASE_MS)).toEqual({ held: false });
    });

    it.each(['cancelled', 'finished'])('of a given one that is %s finds nothing', async (how) => {
      await using it = await openHarness(fresh);
      const { queue, orders } = it.escalations;
      const { claim } = await oneClaimed(it);
      if (how === 'finished') await queue.finish(claim, anEnd());
      else await orders.cancel(claim.escalation.id, 'anna', AT + 2_000);
      const late = AT + 9_000_000;
      expect(await queue.claimThis(claim.escalation.id, { worker: 'w', now: late, leaseMs: LEASE_MS })).toBeUndefined();
    });

    it.each([
      ['is not ready yet', { readyAt: AT + 1_001 }, {}, { now: AT + 1_001 }],
      ['has expired', { expiresAt: AT + 1_000 }, {}, { now: AT + 999 }],
      ['is of another host', {}, { hosts: ['elsewhere'] }, { hosts: ['box', 'elsewhere'] }],
    ])('leaves one that %s', async (_why, row, mine, others) => {
      await using it = await openHarness(fresh);
      await it.ledger.record(givingUp(anIncident(), row));
      expect(await it.escalations.queue.claim(claiming(mine))).toBeUndefined();
      await claimed(it, others);
    });

    it('leaves to a person what he looks after, but not what is only muted or put off', async () => {
      await using it = await openHarness(fresh);
      const [both, other] = [
        anIncident({ target: 'a' }),
        anIncident({ target: 'b', muted: true, snoozedUntil: AT + 9e6 }),
      ];
      await it.ledger.record([...givingUp(both), ...givingUp(other)]);
      const acknowledged = { acknowledgedAt: AT + 1, acknowledgedBy: 'alice' };
      await it.ledger.record([{ kind: 'incident_changed', id: both.id, set: acknowledged }]);
      expect((await claimed(it)).escalation.target).toBe('b');
      expect(await it.escalations.queue.claim(claiming())).toBeUndefined();
    });

    it('gives each of 200 to exactly one of two workers that claim at the same time', async () => {
      await using it = await openHarness(fresh);
      const incidents = Array.from({ length: 200 }, (_, index) => anIncident({ target: `t${index}` }));
      await it.ledger.record(incidents.flatMap((incident) => givingUp(incident)));
      const other = new Database();
      other.use(it.url);
      // Neither has to connect first while the other one already works.
      await other.ping();
      const work = async (queue: typeof it.escalations.queue, worker: string): Promise<string[]> => {
        const mine: string[] = [];
        for (;;) {
          // Two at a time of each, so that four transactions meet.
          const two = await Promise.all([queue.claim(claiming({ worker })), queue.claim(claiming({ worker }))]);
          const got = two.flatMap((claim) => (claim === undefined ? [] : [claim.escalation.incidentId]));
          mine.push(...got);
          if (got.length === 0) return mine;
        }
      };
      try {
        const [one, two] = await Promise.all([
          work(it.escalations.queue, 'one'),
          work(escalationStore(other).queue, 'two'),
        ]);
        expect([...one, ...two].sort()).toEqual(incidents.map(({ id }) => id).sort());
        expect(Math.min(one.length, two.length)).toBeGreaterThan(0);
      } finally {
        await other.close();
      }
    });

    it('loses nothing when the connection is cut in the middle of it', async () => {
      await using it = await openHarness(fresh);
      await it.ledger.record(givingUp(anIncident()));
      await using doomed = await connect(it.url);
      await doomed.query('BEGIN');
      const { rows } = await doomed.query(CLAIM, [new Date(AT), 'doomed', new Date(AT + 1), 3, null]);
      expect(rows).toHaveLength(1);
      expect(await it.escalations.queue.claim(claiming())).toBeUndefined();
      const gone = new Promise((resolve) => doomed.once('end', resolve));
      await it.rows('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1', [
        (doomed as unknown as { processID: number }).processID,
      ]);
      await gone;
      // The server undoes it before it says that the session has ended.
      expect(await claimed(it)).toMatchObject({ fence: 1, escalation: { attempts: 1, claimedBy: 'worker-1' } });
    });

    it('costs the same whatever has happened before, and so does the sweep', async () => {
      await using it = await openHarness(fresh);
      await it.rows(MADE_UP, [2_000, 50]);
      const young = await costs(it);
      await it.rows(MADE_UP, [8_000, 0]);
      const old = await costs(it);
      for (const [name, { scans, pages }] of Object.entries(old)) {
        expect({ name, sequential: scans.filter((scan) => scan.startsWith('Seq Scan')) }).toEqual({
          name,
          sequential: [],
        });
        // The same rows through indexes that may have grown by a level.
        expect(pages).toBeLessThanOrEqual(2 * (young[name]?.pages ?? 0));
      }
    });
  });

  describe('a claim', () => {
    it('is renewed, and tells what has become of the incidents and who joined since', async () => {
      await using it = await openHarness(fresh);
      const { claim, incident } = await oneClaimed(it, { groupKey: 'project/shop' });
      // By a clock that is behind: it joined after the claim all the same.
      const late = anIncident({ target: 'shop/db#1' });
      await it.ledger.record(givingUp(late, { groupKey: 'project/shop', createdAt: AT + 1 }));
      const state = await it.escalations.queue.renew(claim, AT + 30_000, LEASE_MS);
      expect(state).toMatchObject({ held: true, cancelReason: undefined });
      expect(state.held && state.incidents.map(({ id, joinedAt }) => [id, joinedAt <= AT + 1_000])).toEqual([
        [incident.id, true],
        [late.id, false],
      ]);
      expect(await now(it, claim.escalation.id)).toMatchObject({ leaseUntil: AT + 30_000 + LEASE_MS });
    });

    it('goes on as running, awaiting approval and running, and notes the last act', async () => {
      await using it = await openHarness(fresh);
      const { claim } = await oneClaimed(it);
      const { queue } = it.escalations;
      for (const status of ['running', 'awaiting_approval', 'running'] as const) {
        expect(await queue.setStatus(claim, status)).toBe(true);
        expect(await now(it, claim.escalation.id)).toMatchObject({ status });
      }
      expect(await queue.markActed(claim, AT + 5_000)).toBe(true);
      expect(await queue.markActed(claim, AT + 6_000)).toBe(true);
      // By a clock that was set back.
      expect(await queue.markActed(claim, AT + 4_000)).toBe(true);
      expect(await queue.noteDiagnosis(claim, { cause: 'data', explanation: 'half a \ud800' })).toBe(true);
      expect(await now(it, claim.escalation.id)).toMatchObject({
        actedAt: AT + 6_000,
        diagnosis: { cause: 'data', explanation: 'half a \ufffd' },
      });
    });

    it('is credited with what was there when it acted last, and with nothing that joined after that', async () => {
      await using it = await openHarness(fresh);
      const { queue, acted } = it.escalations;
      // By a clock that is ahead of the worker's: it was there at the claim all the same.
      const { claim, incident } = await oneClaimed(it, { groupKey: 'g', createdAt: AT + 2_500 });
      const join = async (target: string, createdAt: number) => {
        const late = anIncident({ target });
        await it.ledger.record(givingUp(late, { groupKey: 'g', createdAt }));
        return late.id;
      };
      expect(await acted.actedOn('box')).toEqual([]);
      await queue.markActed(claim, AT + 2_000);
      const late = await join('late', AT + 3_000);
      expect(await acted.actedOn('box')).toEqual([incident.id]);
      await queue.markActed(claim, AT + 4_000);
      const later = await join('later', AT + 5_000);
      expect(new Set(await acted.actedOn('box'))).toEqual(new Set([incident.id, late]));
      expect(await acted.actedOn('elsewhere')).toEqual([]);
      // The next claim has them all, but what was done was done before.
      const next = await claimed(it, { now: AT + 1_000 + LEASE_MS });
      expect(await acted.actedOn('box')).not.toContain(later);
      await queue.markActed(next, AT + 90_000);
      expect(await acted.actedOn('box')).toContain(later);
      await queue.finish(next, anEnd());
      expect(await acted.actedOn('box')).toEqual([]);
    });

    it('is rescued when its lease has run out, with the attempt counted, and no more often than that', async () => {
      await using it = await openHarness(fresh);
      const { claim } = await oneClaimed(it, { expiresAt: AT + 2_000 });
      const over = AT + 1_000 + LEASE_MS;
      expect(await it.escalations.queue.claim(claiming({ now: over - 1 }))).toBeUndefined();
      const second = await claimed(it, { now: over, worker: 'worker-2' });
      expect(second).toMatchObject({
        fence: 2,
        escalation: { id: claim.escalation.id, attempts: 2, claimedBy: 'worker-2' },
      });
      await claimed(it, { now: over + LEASE_MS });
      expect(await it.escalations.queue.claim(claiming({ now: over + 2 * LEASE_MS }))).toBeUndefined();
    });

    it('changes nothing any more once somebody else has it', async () => {
      await using it = await openHarness(fresh);
      const { claim } = await oneClaimed(it);
      const { queue, approvals } = it.escalations;
      const later = AT + 1_000 + LEASE_MS;
      await claimed(it, { now: later, worker: 'worker-2' });
      const before = await it.rows('SELECT * FROM monitor_escalations');
      expect(await queue.renew(claim, later, LEASE_MS)).toEqual({ held: false });
      expect(await queue.setStatus(claim, 'running')).toBe(false);
      expect(await queue.markActed(claim, later)).toBe(false);
      expect(await queue.noteDiagnosis(claim, { cause: 'data' })).toBe(false);
      expect(await queue.release(claim, later, { countsAttempt: false, readyAt: later })).toBe(false);
      expect(await queue.release(claim, later, { countsAttempt: true, readyAt: later })).toBe(false);
      expect(await queue.beginRun(claim, aRun(claim))).toBe(false);
      expect(await approvals.ask(claim, anApproval(claim), { messages: [aMessage()] })).toBe(false);
      const end = anEnd({
        messages: [aMessage()],
        timeline: [anEntry(claim.escalation.incidentId)],
        lesson: aLesson(claim.escalation.id),
      });
      expect(await queue.finish(claim, end)).toBe(false);
      expect(await it.rows('SELECT * FROM monitor_escalations')).toEqual(before);
      expect(await it.rows(`SELECT FROM monitor_notifications WHERE channel NOT LIKE 'files:%'`)).toEqual([]);
      for (const table of ['runs', 'approvals', 'incident_events', 'lessons']) {
        expect(await it.rows(`SELECT FROM monitor_${table}`)).toEqual([]);
      }
    });

    it('changes nothing any more once it was given back or has ended', async () => {
      await using it = await openHarness(fresh);
      const { claim } = await oneClaimed(it);
      const { queue } = it.escalations;
      expect(await queue.release(claim, AT + 2_000, { countsAttempt: true, readyAt: AT + 2_000 })).toBe(true);
      expect(await queue.renew(claim, AT + 2_000, LEASE_MS)).toEqual({ held: false });
      const again = await claimed(it, { now: AT + 3_000 });
      expect(await queue.finish(again, anEnd())).toBe(true);
      expect(await queue.finish(again, anEnd({ outcome: 'resolved' }))).toBe(false);
      expect(await queue.setStatus(again, 'running')).toBe(false);
      expect(await now(it, claim.escalation.id)).toMatchObject({ status: 'inconclusive' });
    });

    it.each([true, false])(
      'that is given back takes back what it has asked of people: counted %s',
      async (countsAttempt) => {
        await using it = await openHarness(fresh);
        const { queue, approvals } = it.escalations;
        const { claim } = await oneClaimed(it);
        const asked = anApproval(claim);
        await approvals.ask(claim, asked);
        expect(await queue.release(claim, AT + 5_000, { countsAttempt, readyAt: AT + 60_000 })).toBe(true);
        expect(await approvals.approval(asked.id)).toMatchObject({ status: 'expired', decidedAt: AT + 5_000 });
        const next = await claimed(it, { now: AT + 60_000 });
        const again = anApproval(next);
        await approvals.ask(next, again);
        // Whoever lost the claim takes back nothing of his successor.
        expect(await queue.release(claim, AT + 61_000, { countsAttempt, readyAt: AT + 61_000 })).toBe(false);
        expect(await approvals.approval(again.id)).toMatchObject({ status: 'pending' });
      },
    );

    it('of a session that somebody wants ended is over a minute later, however often it is renewed', async () => {
      await using it = await openHarness(fresh);
      const { queue, orders } = it.escalations;
      const claim = await (async () => {
        await it.ledger.record(givingUp(anIncident()));
        return claimed(it, { worker: 'mcp:anna', leaseMs: 1_800_000 });
      })();
      await orders.cancel(claim.escalation.id, 'alice', AT + 10_000);
      expect(await now(it, claim.escalation.id)).toMatchObject({ leaseUntil: AT + 70_000 });
      expect(await queue.renew(claim, AT + 20_000, 1_800_000)).toMatchObject({ cancelReason: 'cancelled by alice' });
      await orders.cancel(claim.escalation.id, 'bob', AT + 30_000);
      expect(await now(it, claim.escalation.id)).toMatchObject({ leaseUntil: AT + 70_000 });
      // A worker ends it by itself, and needs its lease to write that down.
      await it.ledger.record(givingUp(anIncident({ target: 'other' })));
      const other = await claimed(it, { now: AT + 31_000 });
      await orders.cancel(other.escalation.id, 'alice', AT + 32_000);
      expect(await now(it, other.escalation.id)).toMatchObject({ leaseUntil: AT + 31_000 + LEASE_MS });
      await queue.renew(other, AT + 80_000, LEASE_MS);
      expect(await now(it, other.escalation.id)).toMatchObject({ leaseUntil: AT + 80_000 + LEASE_MS });
    });

    it('that is given back counts as an attempt and has its time again, or neither', async () => {
      await using it = await openHarness(fresh);
      const { claim } = await oneClaimed(it);
      const { queue } = it.escalations;
      const { id } = claim.escalation;
      await queue.release(claim, AT + 2_000, { countsAttempt: false, readyAt: AT + 60_000 });
      const untouched = { status: 'queued', attempts: 0, claimedBy: undefined, leaseUntil: undefined };
      expect(await now(it, id)).toMatchObject({ ...untouched, readyAt: AT + 60_000, expiresAt: AT + 3_600_000 });
      const second = await claimed(it, { now: AT + 60_000 });
      const span = second.escalation.expiresAt - second.escalation.readyAt;
      await queue.release(second, AT + 70_000, { countsAttempt: true, readyAt: AT + 65_000 });
      const tried = { status: 'queued', attempts: 1, readyAt: AT + 70_000, expiresAt: AT + 70_000 + span };
      expect(await now(it, id)).toMatchObject(tried);
    });
  });
}

/** $1 escalations that have ended, $2 that are queued, each with its incident. */
const MADE_UP = `
  WITH incidents AS (
    INSERT INTO monitor_incidents
      (id, timestamp, container_name, container_id, target, host, incident_type, severity, status, description, fingerprint,
       resolved_at, resolution)
    SELECT gen_random_uuid(), now(), 'c', 'c', gen_random_uuid(), 'box', 'container_unhealthy', 'warning',
           CASE WHEN n > $1::int THEN 'escalated' ELSE 'resolved' END, '', '',
           CASE WHEN n > $1 THEN NULL ELSE now() END, CASE WHEN n > $1 THEN NULL ELSE 'human' END
      FROM generate_series(1, $1 + $2::int) n RETURNING *),
  escalations AS (
    INSERT INTO monitor_escalations
      (id, incident_id, host, target, group_key, severity, reason, status, created_at, ready_at, expires_at, finished_at)
    SELECT gen_random_uuid(), id, host, target, target, severity, 'at_once',
           CASE WHEN resolved_at IS NULL THEN 'queued' ELSE 'resolved' END, timestamp, timestamp,
           timestamp + interval '1 hour', resolved_at
      FROM incidents RETURNING *)
  INSERT INTO monitor_escalation_incidents SELECT id, incident_id, created_at FROM escalations`;

/** How the tables are read, and how many pages of them; of what has been tidied up, as a server does by itself. */
async function costs(it: Harness): Promise<Record<string, { scans: string[]; pages: number }>> {
  for (const table of ['incidents', 'escalations', 'escalation_incidents'])
    await it.rows(`VACUUM ANALYZE monitor_${table}`);
  const later = new Date(Date.now() + 1_000);
  return {
    claim: await planOf(it, CLAIM, [later, 'w', later, 3, null]),
    lapsed: await planOf(it, LAPSED, [later, 3, 100]),
  };
}

async function planOf(it: Harness, sql: string, values: unknown[]): Promise<{ scans: string[]; pages: number }> {
  const explained = await it.rows(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, values);
  const [{ Plan: plan } = NO_PLAN] = (explained[0]?.['QUERY PLAN'] ?? []) as { Plan: Node }[];
  return { scans: scansOf(plan), pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] };
}

const NO_PLAN = { Plan: { 'Node Type': 'none', 'Shared Hit Blocks': Number.NaN, 'Shared Read Blocks': 0 } };

interface Node {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Node[];
}

const scansOf = (node: Node): string[] => [
  ...(node['Relation Name'] === undefined
    ? []
    : [node['Index Name'] ?? `${node['Node Type']} ${node['Relation Name']}`]),
  ...(node.Plans ?? []).flatMap(scansOf),
];
