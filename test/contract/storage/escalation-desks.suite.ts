import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/base/id.ts';
import { ESCALATION_STATUSES } from '../../../src/escalation/escalation.ts';
import type { Claim } from '../../../src/escalation/queue-port.ts';
import { dropExpired } from '../../../src/storage/retention.ts';
import {
  aLesson,
  anApproval,
  anEnd,
  aRequest,
  aRun,
  claiming,
  givingUp,
  resolving,
} from '../../support/escalation-records.ts';
import { AT, aMessage, anEntry, anIncident, aRemediation } from '../../support/records.ts';
import { type Fresh, type Harness, openHarness } from './harness.ts';

async function oneClaimed(it: Harness, target = 'shop/web#1', over: Parameters<typeof givingUp>[1] = {}) {
  const incident = anIncident({ target, host: target === 'far' ? 'elsewhere' : 'box' });
  await it.ledger.record(givingUp(incident, over));
  const claim = await it.escalations.queue.claim(claiming());
  if (claim === undefined) throw new Error('nothing to claim');
  return { incident, claim };
}
const begun = async (it: Harness, claim: Claim, over: Parameters<typeof aRun>[1] = {}) => {
  const run = aRun(claim, over);
  expect(await it.escalations.queue.beginRun(claim, run)).toBe(true);
  return run;
};

/** Runs, what is asked and answered, and what people and faces want to know of it. */
export function escalationDesksSuite(fresh: Fresh): void {
  describe('runs', () => {
    it('are on record from before the launch, and count with what was noted, also when their worker died', async () => {
      await using it = await openHarness(fresh);
      const { queue, archive } = it.escalations;
      const { claim } = await oneClaimed(it);
      expect(await queue.spent(AT)).toEqual({ runs: 0, usd: 0, oldest: undefined });
      const lost = await begun(it, claim, { workspace: '/srv/shop\u0000' });
      expect(await queue.beginRun(claim, lost)).toBe(true);
      const noted = { pid: 4_711, pidStarted: 8_000_000_000, sessionId: 's\u0000', firstEventMs: 350 };
      const tokens = { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 };
      await queue.noteRun(lost.id, noted);
      await queue.noteRun(lost.id, { turns: 3, costUsd: 0.125, tokens });
      const whole = await begun(it, claim, { startedAt: AT + 9_000, workerHost: 'other' });
      const end = { at: AT + 12_000, outcome: 'completed', error: undefined, turns: 5, costUsd: 0.5, tokens } as const;
      await queue.endRun(whole.id, end);
      await queue.endRun(whole.id, { ...end, outcome: 'lost', error: 'too late' });
      expect(await queue.unfinishedRuns('box')).toEqual([
        { ...lost, ...noted, workspace: '/srv/shop\ufffd', sessionId: 's\ufffd', turns: 3, costUsd: 0.125, tokens },
      ]);
      const { at, ...ended } = end;
      expect((await archive.story(claim.escalation.id))?.runs[1]).toEqual({ ...whole, ...ended, endedAt: at });
      expect(await queue.spent(AT)).toEqual({ runs: 2, usd: 0.625, oldest: AT + 2_000 });
      expect(await queue.spent(AT + 2_001)).toEqual({ runs: 1, usd: 0.5, oldest: AT + 9_000 });
    });

    it('never work two at once in one folder of one machine', async () => {
      await using it = await openHarness(fresh);
      const { queue } = it.escalations;
      const { claim } = await oneClaimed(it);
      const workspace = '/srv/shop';
      const first = await begun(it, claim, { workspace });
      await expect(queue.beginRun(claim, aRun(claim, { workspace }))).rejects.toMatchObject({ code: 'workspace_busy' });
      await begun(it, claim, { workspace, workerHost: 'another' });
      await queue.endRun(first.id, {
        at: AT + 9_000,
        outcome: 'lost',
        error: 'x',
        turns: 0,
        costUsd: 0,
        tokens: undefined,
      });
      await begun(it, claim, { workspace });
    });

    it('never cost less than what was noted', async () => {
      await using it = await openHarness(fresh);
      const { queue } = it.escalations;
      const { claim } = await oneClaimed(it);
      const run = await begun(it, claim);
      await queue.noteRun(run.id, { costUsd: 0.5, turns: 4 });
      await queue.noteRun(run.id, { costUsd: 0.25, turns: 2 });
      await queue.endRun(run.id, {
        at: AT + 9_000,
        outcome: 'lost',
        error: 'x',
        turns: 0,
        costUsd: 0,
        tokens: undefined,
      });
      expect(await it.rows('SELECT turns, cost_usd::float8 AS usd FROM monitor_runs')).toEqual([
        { turns: 4, usd: 0.5 },
      ]);
    });
  });

  describe('approvals', () => {
    it('are asked with what people are told, and read as they were asked', async () => {
      await using it = await openHarness(fresh);
      const { approvals, archive } = it.escalations;
      const { claim, incident } = await oneClaimed(it);
      const run = await begun(it, claim);
      const asked = anApproval(claim, { runId: run.id, toolInput: { command: 'rm\u0000 -rf /', deep: [1, null] } });
      const message = aMessage({ event: 'approval_needed', incidentId: incident.id });
      const also = { messages: [message], timeline: [anEntry(incident.id)] };
      const stranger = aMessage({ incidentId: newId() });
      await expect(approvals.ask(claim, asked, { messages: [stranger] })).rejects.toMatchObject({
        code: 'storage_rejected',
      });
      expect(await approvals.approval(asked.id)).toBeUndefined();
      expect(await approvals.ask(claim, asked, also)).toBe(true);
      const stored = { ...asked, toolInput: { command: 'rm\ufffd -rf /', deep: [1, null] } };
      expect(await approvals.approval(asked.id)).toEqual(stored);
      expect(await archive.approvals({ status: 'pending' })).toEqual([stored]);
      expect(await archive.approvals({ before: stored.createdAt + 1 })).toEqual([stored]);
      expect(await archive.approvals({ before: stored.createdAt })).toEqual([]);
      expect((await archive.story(claim.escalation.id))?.approvals).toEqual([stored]);
      expect(await it.outbox.claimDue(AT + 9_000, 9, 'webhook')).toEqual([{ message, attempt: 1 }]);
    });

    it('are decided once, in time, by somebody, which the story tells', async () => {
      await using it = await openHarness(fresh);
      const { approvals, orders, archive } = it.escalations;
      const { claim } = await oneClaimed(it);
      const [yes, late] = [anApproval(claim), anApproval(claim)];
      for (const asked of [yes, late]) await approvals.ask(claim, asked);
      const decided = { ...yes, status: 'approved', decidedBy: 'alice', decidedAt: AT + 4_000 };
      expect(await orders.decide(yes.id, 'approved', 'alice', AT + 4_000)).toEqual(decided);
      expect(await orders.decide(yes.id, 'denied', 'bob', AT + 5_000)).toBeUndefined();
      expect(await orders.decide(late.id, 'approved', 'bob', late.expiresAt)).toBeUndefined();
      expect(await orders.decide(newId(), 'approved', 'bob', AT + 5_000)).toBeUndefined();
      expect(await approvals.approval(yes.id)).toEqual(decided);
      expect(await approvals.approval(late.id)).toEqual(late);
      const told = (await archive.story(claim.escalation.id))?.timeline.filter(
        ({ kind }) => kind === 'approval_decided',
      );
      expect(told).toMatchObject([{ reason: 'approved', detail: { by: 'alice', approval: yes.id } }]);
    });
  });

  describe('requests', () => {
    it('are taken by the monitor of their host, oldest first, by one of two that look at once', async () => {
      await using it = await openHarness(fresh);
      const { desk, box } = it.escalations;
      const requests = Array.from({ length: 12 }, (_, index) => aRequest(undefined, { askedAt: AT + 5_000 - index }));
      const elsewhere = aRequest(undefined, { host: 'elsewhere' });
      const late = aRequest(undefined, { expiresAt: AT + 6_000 });
      for (const request of [...requests, elsewhere, late, requests[0] ?? late]) await desk.ask(request);
      expect(await box.take('box', AT + 6_000, 2)).toEqual([requests[11], requests[10]]);
      const two = await Promise.all([box.take('box', AT + 6_000, 9), box.take('box', AT + 6_000, 9)]);
      expect(
        two
          .flat()
          .map(({ id }) => id)
          .sort(),
      ).toEqual(
        requests
          .slice(0, 10)
          .map(({ id }) => id)
          .sort(),
      );
      expect(await box.take('box', AT + 6_000, 9)).toEqual([]);
    });

    it.each([
      [
        { kind: 'done', text: 'a\u0000b' },
        { kind: 'done', text: 'a\ufffdb' },
      ],
      [
        { kind: 'failed', reason: 'no such container\u0000' },
        { kind: 'failed', reason: 'no such container\ufffd' },
      ],
      [
        { kind: 'refused', reason: 'budget' },
        { kind: 'refused', reason: 'budget' },
      ],
      [
        { kind: 'expired', reason: 'late' },
        { kind: 'expired', reason: 'late' },
      ],
    ] as const)('are answered once: %o', async (answer, stored) => {
      await using it = await openHarness(fresh);
      const { desk, box } = it.escalations;
      const { claim } = await oneClaimed(it);
      const request = aRequest(claim.escalation.id, { tool: 'playbook' });
      await desk.ask(request);
      // Not before it was taken: nobody answers what he does not do.
      await box.finish(request.id, { kind: 'failed', reason: 'early' }, AT + 4_000);
      expect(await desk.answer(request.id)).toBeUndefined();
      expect(await box.take('box', AT + 5_000, 9)).toEqual([request]);
      expect(await desk.answer(request.id)).toBeUndefined();
      await box.finish(request.id, answer, AT + 6_000);
      await box.finish(request.id, { kind: 'failed', reason: 'second' }, AT + 7_000);
      expect(await desk.answer(request.id)).toEqual(stored);
      expect(await desk.answer(newId())).toBeUndefined();
    });

    it('of an escalation that has ended are not begun', async () => {
      await using it = await openHarness(fresh);
      const { desk, box, queue } = it.escalations;
      const { claim } = await oneClaimed(it);
      await queue.finish(claim, anEnd());
      const request = aRequest(claim.escalation.id, { tool: 'restart' });
      await desk.ask(request);
      expect(await box.take('box', AT + 5_000, 9)).toEqual([]);
    });
  });

  describe('orders', () => {
    it('cancel what is queued at once, and ask for the end of what is held', async () => {
      await using it = await openHarness(fresh);
      const { orders, archive, queue } = it.escalations;
      const { claim } = await oneClaimed(it, 'held');
      await it.ledger.record(givingUp(anIncident({ target: 'waits' })));
      const waits = (await archive.list({ status: 'queued' }))[0];
      const cancelled = await orders.cancel(waits?.id ?? '', 'alice\u0000', AT + 4_000);
      expect(cancelled).toMatchObject({
        status: 'cancelled',
        outcomeReason: 'asked_to_cancel',
        finishedAt: AT + 4_000,
      });
      expect(cancelled).toMatchObject({ cancelReason: 'cancelled by alice\ufffd' });
      expect(await orders.cancel(waits?.id ?? '', 'bob', AT + 5_000)).toBeUndefined();
      expect(await orders.cancel(claim.escalation.id, 'alice', AT + 4_000)).toMatchObject({
        status: 'claimed',
        finishedAt: undefined,
      });
      expect(await orders.cancel(claim.escalation.id, 'bob', AT + 5_000)).toMatchObject({
        cancelReason: 'cancelled by alice',
      });
      expect(await queue.renew(claim, AT + 6_000, 1_000)).toMatchObject({
        held: true,
        cancelReason: 'cancelled by alice',
      });
      const told = (await archive.story(claim.escalation.id))?.timeline;
      expect(told).toMatchObject([
        { kind: 'escalation_cancelled', detail: { by: 'alice' } },
        { detail: { by: 'bob' } },
      ]);
      // Nobody begins with it again.
      expect(await queue.claim(claiming({ now: AT + 900_000 }))).toBeUndefined();
    });

    it('queue an ended one anew, with those of its incidents that are not over', async () => {
      await using it = await openHarness(fresh);
      const { orders, archive, queue } = it.escalations;
      const shop = { groupKey: 'g', project: 'shop', workspace: '/srv' } as const;
      const over = anIncident({ target: 'over', severity: 'critical' });
      const left = anIncident({ target: 'left' });
      await it.ledger.record([...givingUp(over, shop), ...givingUp(left, shop)]);
      const claim = await queue.claim(claiming());
      if (claim === undefined) throw new Error('nothing to claim');
      const { id } = claim.escalation;
      expect(await orders.retry(id, 'alice', AT + 20_000, newId())).toBeUndefined();
      await it.ledger.record(resolving(over));
      await queue.finish(claim, anEnd());
      const again = newId();
      const retried = await orders.retry(id, 'alice', AT + 20_000, again);
      expect(retried).toMatchObject({
        ...shop,
        ...{
          id: again,
          incidentId: left.id,
          target: 'left',
          severity: 'warning',
          reason: 'asked_for',
          status: 'queued',
        },
        ...{ createdAt: AT + 20_000, readyAt: AT + 20_000, expiresAt: AT + 20_000 + 3_600_000 },
      });
      expect((await archive.story(again))?.incidents.map((incident) => incident.id)).toEqual([left.id]);
      expect((await archive.story(again))?.timeline).toMatchObject([
        { kind: 'escalation_queued', detail: { by: 'alice', again: id } },
      ]);
      // One open per group, also for a person.
      expect(await orders.retry(id, 'bob', AT + 30_000, newId())).toBeUndefined();
      await it.ledger.record(resolving(left));
      expect(await orders.retry(id, 'bob', AT + 40_000, newId())).toBeUndefined();
    });
  });

  describe('the archive of escalations', () => {
    it('lists newest first, by status and by any of its targets, page by page', async () => {
      await using it = await openHarness(fresh);
      const { archive } = it.escalations;
      const [ended, other] = ['0190aaab-0000-7000-8000-0000000000a0', '0190aaab-0000-7000-8000-0000000000b0'];
      const { claim, incident } = await oneClaimed(it, 'a', { id: ended, createdAt: AT, groupKey: 'g' });
      await it.ledger.record(givingUp(anIncident({ target: 'c' }), { groupKey: 'g', createdAt: AT + 1 }));
      await it.escalations.queue.finish(claim, anEnd());
      await it.ledger.record(givingUp(anIncident({ target: 'b' }), { id: other, createdAt: AT + 20_000 }));
      const targets = async (query: Parameters<typeof archive.list>[0]) =>
        (await archive.list(query)).map(({ target }) => target);
      expect(await targets({})).toEqual(['b', 'c', 'a']);
      expect(await targets({ status: 'open' })).toEqual(['b', 'c']);
      expect(await targets({ status: 'inconclusive' })).toEqual(['a']);
      expect(await targets({ target: 'c' })).toEqual(['c', 'a']);
      expect(await targets({ incident: incident.id })).toEqual(['a']);
      expect(await targets({ before: AT + 20_000, limit: 1 })).toEqual(['c']);
      expect((await archive.story(ended.slice(0, 35)))?.escalation.id).toBe(ended);
      await expect(archive.story(ended.slice(0, 8))).rejects.toMatchObject({ code: 'ambiguous_id' });
      expect(await archive.story('nonsense')).toBeUndefined();
      expect(await archive.story('ffffffff')).toBeUndefined();
    });

    it('tells the whole story: incidents, their timelines and what healing had tried', async () => {
      await using it = await openHarness(fresh);
      const { claim, incident } = await oneClaimed(it);
      const [remediation, entry] = [aRemediation(incident.id), anEntry(incident.id)];
      await it.ledger.record([
        { kind: 'remediation_intended', remediation },
        { kind: 'timeline', entry },
      ]);
      expect(await it.escalations.archive.story(claim.escalation.id)).toEqual({
        escalation: claim.escalation,
        incidents: [{ ...incident, status: 'escalated' }],
        timeline: [entry],
        remediations: [remediation],
        runs: [],
        approvals: [],
      });
    });

    it('recalls what helped before, newest first, and counts it where it is handed to a run', async () => {
      await using it = await openHarness(fresh);
      const { queue, archive } = it.escalations;
      const lessons = [];
      for (const index of [0, 1, 2]) {
        const { claim } = await oneClaimed(it, `t${index}`);
        const lesson = aLesson(claim.escalation.id, { learntAt: AT + index, signature: index === 1 ? 'other' : 's1' });
        await queue.finish(claim, anEnd({ lesson }));
        lessons.push(lesson);
      }
      expect(await archive.recall('s1', 5, 'handed')).toEqual([lessons[2], lessons[0]]);
      expect(await archive.recall('s1', 1, 'handed')).toEqual([lessons[2]]);
      expect(await archive.recall('none', 5, 'handed')).toEqual([]);
      expect(await archive.recall('s1', 5, 'shown')).toEqual([lessons[2], lessons[0]]);
      expect(await archive.recall('s1', 1, 'shown')).toEqual([lessons[2]]);
      expect(await it.rows('SELECT recalled FROM monitor_lessons ORDER BY learnt_at')).toEqual(
        [1, 0, 2].map((recalled) => ({ recalled })),
      );
    });

    it('knows the workers that were seen lately', async () => {
      await using it = await openHarness(fresh);
      const { queue, archive } = it.escalations;
      const worker = (name: string, seenAt: number, able = true) => ({
        name,
        host: 'box',
        startedAt: AT,
        seenAt,
        able,
        reason: able ? '' : 'no key\u0000',
      });
      for (const seen of [
        worker('old', AT),
        worker('one', AT + 1),
        worker('two', AT + 5, false),
        worker('one', AT + 9),
      ]) {
        await queue.heartbeat(seen);
      }
      expect(await archive.workers(AT + 1)).toEqual([
        { name: 'one', host: 'box', seenAt: AT + 9, able: true, reason: '' },
        { name: 'two', host: 'box', seenAt: AT + 5, able: false, reason: 'no key\ufffd' },
      ]);
    });
  });

  describe('totals and retention', () => {
    it('count what ended and what it cost for ever, and what is open as it is now', async () => {
      await using it = await openHarness(fresh);
      const { queue, approvals, totals } = it.escalations;
      const none = Object.fromEntries(ESCALATION_STATUSES.map((status) => [status, 0]));
      expect(await totals.totals()).toEqual({ byStatus: none, costUsd: 0, pendingApprovals: 0 });
      for (const outcome of ['resolved', 'failed', 'resolved'] as const) {
        const { claim } = await oneClaimed(it, `t-${newId()}`);
        const run = await begun(it, claim);
        await queue.noteRun(run.id, { costUsd: 0.25 });
        await queue.endRun(run.id, {
          at: AT + 9_000,
          outcome: 'completed',
          error: undefined,
          turns: 1,
          costUsd: 0.5,
          tokens: undefined,
        });
        await queue.finish(claim, anEnd({ outcome }));
      }
      const { claim } = await oneClaimed(it, 'open');
      await approvals.ask(claim, anApproval(claim));
      await queue.setStatus(claim, 'awaiting_approval');
      const counted = {
        byStatus: { ...none, resolved: 2, failed: 1, awaiting_approval: 1 },
        costUsd: 1.5,
        pendingApprovals: 1,
      };
      expect(await totals.totals()).toEqual(counted);
      await it.rows('DELETE FROM monitor_escalations WHERE finished_at IS NOT NULL');
      expect(await totals.totals()).toEqual(counted);
    });

    it('let go of what has ended long ago, with its runs, approvals and requests, and of nothing that is open', async () => {
      await using it = await openHarness(fresh);
      const { queue, approvals, desk } = it.escalations;
      const day = 86_400_000;
      for (const [target, outcome] of [
        ['old', 'resolved'],
        ['open', undefined],
      ] as const) {
        const { claim } = await oneClaimed(it, target);
        const run = await begun(it, claim);
        await approvals.ask(claim, anApproval(claim, { runId: run.id }));
        await desk.ask(aRequest(claim.escalation.id));
        if (outcome !== undefined) await queue.finish(claim, anEnd({ outcome, lesson: aLesson(claim.escalation.id) }));
      }
      await desk.ask(aRequest(undefined));
      const retention = { metricsMs: day, incidentsMs: 365 * day, runsMs: 90 * day };
      const counts = async () => {
        const [row] = await it.rows(
          `SELECT ${['escalations', 'runs', 'approvals', 'requests', 'lessons', 'incidents']
            .map((name) => `(SELECT count(*)::int FROM monitor_${name}) AS ${name}`)
            .join(', ')}`,
        );
        return row;
      };
      const all = { escalations: 2, runs: 2, approvals: 2, requests: 3, lessons: 1, incidents: 2 };
      await dropExpired(it.database, AT + 90 * day, retention);
      expect(await counts()).toEqual(all);
      await dropExpired(it.database, AT + 91 * day, retention);
      expect(await counts()).toEqual({ ...all, escalations: 1, runs: 1, approvals: 1, requests: 1 });
      expect(await it.rows('SELECT target FROM monitor_escalations')).toEqual([{ target: 'open' }]);
      await dropExpired(it.database, AT + 366 * day, retention);
      expect(await counts()).toMatchObject({ escalations: 1, lessons: 0, incidents: 2 });
    });

    it('go with their incident', async () => {
      await using it = await openHarness(fresh);
      const { incident } = await oneClaimed(it);
      await it.rows('DELETE FROM monitor_incidents WHERE id = $1', [incident.id]);
      expect(await it.escalations.archive.list({})).toEqual([]);
    });
  });
}
