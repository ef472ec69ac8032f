import { describe, expect, it } from '@jest/globals';
import { CLAIM_LEASE_MS, FORGOTTEN_AFTER_MS } from '../../../src/notifications/ports.ts';
import { readChannelRecords } from '../../../src/storage/channel-records.ts';
import {
  AT,
  aDecision,
  aFlip,
  aMemory,
  aMessage,
  aMetric,
  anEntry,
  anIncident,
  aRemediation,
  aSilence,
  openingOf,
} from '../../support/records.ts';
import { type Fresh, openHarness } from './harness.ts';

/** What comes back: after a restart, for the faces, for deliverers, and in psql. */
export function readingSuite(fresh: Fresh): void {
  describe('recollect', () => {
    it('brings back this host only: targets, open incidents, and the remediations that count', async () => {
      await using it = await openHarness(fresh);
      const open = anIncident();
      const resolved = anIncident({
        target: 'b',
        timestamp: AT - 9_000,
        status: 'resolved',
        resolvedAt: AT,
        resolution: 'human',
      });
      const foreign = anIncident({ host: 'other' });
      const intended = (of: string, intendedAt: number, done = true) =>
        aRemediation(of, { intendedAt, ...(done ? { finishedAt: AT, outcome: 'done' as const } : {}) });
      const wanted = [
        intended(open.id, AT - 5_000),
        intended(resolved.id, AT - 4_000, false),
        intended(resolved.id, AT - 10),
      ];
      const past = intended(resolved.id, AT - 3_000);
      await it.ledger.record([
        ...[open, resolved, foreign].map((incident) => ({ kind: 'incident_opened', incident }) as const),
        ...[...wanted, past].map((remediation) => ({ kind: 'remediation_intended', remediation }) as const),
        { kind: 'target_remembered', memory: aMemory() },
        { kind: 'target_remembered', memory: aMemory({ host: 'other' }) },
      ]);
      expect(await it.memory.recollect('box', AT - 100)).toEqual({
        targets: [aMemory()],
        openIncidents: [open],
        remediations: wanted,
        silences: [],
      });
    });
  });

  describe('archive', () => {
    it('lists newest first, by status, type and target, page by page', async () => {
      await using it = await openHarness(fresh);
      const make = (index: number) => anIncident({ target: `t${index}`, timestamp: AT + index });
      const incidents = Array.from({ length: 5 }, (_, index) => make(index));
      const oom = anIncident({ type: 'oom_killed', target: 't1', timestamp: AT + 9 });
      const gone = anIncident({ timestamp: AT - 1, status: 'resolved', resolvedAt: AT, resolution: 'self_recovered' });
      await it.ledger.record([...incidents, oom, gone].map((incident) => ({ kind: 'incident_opened', incident })));
      const [i0, i1, i2, i3, i4] = incidents;
      expect(await it.archive.list({})).toEqual([oom, i4, i3, i2, i1, i0, gone]);
      expect(await it.archive.list({ status: 'unresolved', limit: 2 })).toEqual([oom, i4]);
      expect(await it.archive.list({ status: 'resolved' })).toEqual([gone]);
      expect(await it.archive.list({ type: 'oom_killed' })).toEqual([oom]);
      expect(await it.archive.list({ target: 't1' })).toEqual([oom, i1]);
      expect(await it.archive.list({ before: AT + 2, limit: 1 })).toEqual([i1]);
      expect(await it.archive.list({ limit: -3 })).toEqual([oom]);
      expect(await it.archive.list({ limit: Number.NaN })).toHaveLength(7);
    });

    it('finds a story by the beginning of its id, with its children', async () => {
      await using it = await openHarness(fresh);
      const parent = anIncident({ id: '0190aaaa-0000-7000-8000-000000000001' });
      const child = anIncident({ id: '0190aaab-0000-7000-8000-000000000001', target: 'db', parentId: parent.id });
      const twin = anIncident({ id: '0190aaab-0000-7000-8000-000000000002', target: 'cache' });
      await it.ledger.record([parent, child, twin].map((incident) => ({ kind: 'incident_opened', incident })));
      expect(await it.archive.story('0190AAAA')).toEqual({
        incident: parent,
        timeline: [],
        remediations: [],
        children: [child],
      });
      expect((await it.archive.story('0190aaab-0000-7000-8000-000000000002'))?.incident).toEqual(twin);
      await expect(it.archive.story('0190aaab')).rejects.toMatchObject({ code: 'ambiguous_id' });
      for (const none of ['0190aaa', '0190ffff', '', "' OR true", `${parent.id}0`]) {
        expect(await it.archive.story(none)).toBeUndefined();
      }
    });
  });

  describe('decisions', () => {
    it('are those of one target of one host, the last ones, newest last', async () => {
      await using it = await openHarness(fresh);
      const mine = [0, 1, 2, 3].map((index) => aDecision({ at: AT + index, reason: `r${index}`, until: undefined }));
      const others = [aDecision({ host: 'other' }), aDecision({ target: 'other' })];
      await it.ledger.record([...mine, ...others].map((decision) => ({ kind: 'decision', decision })));
      const asked = { host: 'box', target: mine[0]?.target ?? '', since: AT + 1, limit: 2 };
      expect(await it.archive.decisions(asked)).toEqual(mine.slice(2));
      expect(await it.archive.decisions({ ...asked, limit: 1_000 })).toEqual(mine.slice(1));
    });
  });

  describe('history', () => {
    it('is what is on record of a span, with the verdict before it, for a replay', async () => {
      await using it = await openHarness(fresh);
      const DAY = 86_400_000;
      const flip = (days: number, over: object = {}) => aFlip({ at: AT + days * DAY, detail: { days }, ...over });
      const [older, old, first, last, later] = [flip(-9), flip(-8), flip(-7), flip(-1), flip(0)];
      const foreign = flip(-2, { host: 'other', target: 'a' });
      const [inside, before] = [
        anIncident({ timestamp: AT - DAY }),
        anIncident({ timestamp: AT - 8 * DAY, target: 'b' }),
      ];
      const act = aRemediation(inside.id, { intendedAt: AT - DAY, finishedAt: AT - DAY + 5, outcome: 'done' });
      const refused = (reason: string, days: number) =>
        anEntry(inside.id, { kind: 'refused', reason, timestamp: AT + days * DAY });
      const silences = [aSilence({ startsAt: AT - 9 * DAY, endsAt: AT - 6 * DAY }), aSilence({ startsAt: AT + 1 })];
      await it.ledger.record([
        ...[older, old, first, last, later, foreign].map((one) => ({ kind: 'flip', flip: one }) as const),
        // The last one is the memory of the host itself, which is no container.
        ...[aMemory(), aMemory({ target: 'b' }), aMemory({ target: 'host/box' })].map(
          (memory) => ({ kind: 'target_remembered', memory }) as const,
        ),
        ...[inside, before].map((incident) => ({ kind: 'incident_opened', incident }) as const),
        { kind: 'remediation_intended', remediation: act },
        { kind: 'remediation_intended', remediation: aRemediation(before.id, { intendedAt: AT - 8 * DAY }) },
        ...[refused('backoff', -1), refused('backoff', -0.5), refused('host_budget', -0.5), refused('backoff', 1)].map(
          (entry) => ({ kind: 'timeline', entry }) as const,
        ),
        ...silences.map((silence) => ({ kind: 'silence_set', silence }) as const),
      ]);
      const { id, timestamp, target, host, type } = inside;
      expect(await it.history.read(AT - 7 * DAY, AT)).toEqual({
        since: AT - 7 * DAY,
        until: AT,
        flips: [old, first, foreign, last],
        remediations: [act],
        incidents: [{ id, timestamp, target, host, type }],
        refusals: [
          { host, target, reason: 'backoff', count: 2 },
          { host, target, reason: 'host_budget', count: 1 },
        ],
        silences: silences.slice(0, 1),
        watched: { box: 2 },
      });
    });
  });

  describe('outbox', () => {
    it('gives a due message to one deliverer, and again when its lease is over', async () => {
      await using it = await openHarness(fresh);
      const [first, second] = [aMessage(), aMessage({ createdAt: AT + 1 })];
      await it.ledger.record([first, second].map((message) => ({ kind: 'outbox', message })));
      expect(await it.outbox.claimDue(AT - 1, 10, 'webhook')).toEqual([]);
      const claims = await Promise.all([
        it.outbox.claimDue(AT + 1, 1, 'webhook'),
        it.outbox.claimDue(AT + 1, 1, 'webhook'),
      ]);
      expect(
        claims
          .flat()
          .map((due) => due.message.id)
          .sort(),
      ).toEqual([first.id, second.id].sort());
      expect(await it.outbox.claimDue(AT + CLAIM_LEASE_MS, 10, 'webhook')).toEqual([]);
      expect(await it.outbox.claimDue(AT + 1 + CLAIM_LEASE_MS, 10, 'webhook')).toEqual([
        { message: first, attempt: 2 },
        { message: second, attempt: 2 },
      ]);
    });

    it('tries a failed message again at its time, or never', async () => {
      await using it = await openHarness(fresh);
      const [later, never] = [aMessage(), aMessage({ createdAt: AT + 1 })];
      await it.ledger.record([later, never].map((message) => ({ kind: 'outbox', message })));
      await it.outbox.claimDue(AT + 1, 10, 'webhook');
      await it.outbox.markFailed(later.id, AT + 2, AT + 500, 'HTTP 503 \u0000');
      await it.outbox.markFailed(never.id, AT + 2, undefined, 'HTTP 404');
      expect(await it.outbox.claimDue(AT + 499, 10, 'webhook')).toEqual([]);
      expect(await it.outbox.claimDue(AT + 10 * CLAIM_LEASE_MS, 10, 'webhook')).toEqual([
        { message: later, attempt: 2 },
      ]);
      await it.outbox.markDelivered(later.id, AT + 501);
      await it.outbox.markFailed(later.id, AT + 502, AT + 600, 'too late');
      expect(
        await it.rows('SELECT status, attempts, last_error FROM monitor_notifications ORDER BY created_at'),
      ).toEqual([
        { status: 'delivered', attempts: 2, last_error: null },
        { status: 'failed', attempts: 1, last_error: 'HTTP 404' },
      ]);
    });

    it('gives each deliverer only messages of its channel', async () => {
      await using it = await openHarness(fresh);
      const [mine, theirs] = [aMessage(), aMessage({ channel: 'slack' })];
      await it.ledger.record([mine, theirs].map((message) => ({ kind: 'outbox', message })));
      expect(await it.outbox.claimDue(AT, 10, 'pager')).toEqual([]);
      expect(await it.outbox.claimDue(AT, 10, 'webhook')).toEqual([{ message: mine, attempt: 1 }]);
      expect(await it.outbox.claimDue(AT, 10, 'slack')).toEqual([{ message: theirs, attempt: 1 }]);
    });

    it('holds back what is told later of an incident on a channel until what was told earlier is delivered or given up', async () => {
      await using it = await openHarness(fresh);
      const incident = anIncident();
      const about = (channel: string, ms: number, incidentId?: string) =>
        aMessage({ channel, incidentId, createdAt: AT + ms });
      const [opened, resolved] = [about('webhook', 0, incident.id), about('webhook', 1, incident.id)];
      const [elsewhere, other] = [about('slack', 1, incident.id), about('webhook', 2)];
      await it.ledger.record([
        ...openingOf(incident),
        ...[opened, resolved, elsewhere, other].map((message) => ({ kind: 'outbox', message }) as const),
      ]);
      const claim = async (ms: number, channel = 'webhook') =>
        (await it.outbox.claimDue(AT + ms, 10, channel)).map(({ message }) => message.id);
      expect(await claim(5)).toEqual([opened.id, other.id]);
      expect(await claim(5, 'slack')).toEqual([elsewhere.id]);
      await it.outbox.markFailed(opened.id, AT + 6, AT + 500, 'HTTP 503');
      await it.outbox.markDelivered(elsewhere.id, AT + 6);
      await it.outbox.markDelivered(other.id, AT + 6);
      expect(await claim(499)).toEqual([]);
      expect(await claim(500)).toEqual([opened.id]);
      await it.outbox.markFailed(opened.id, AT + 501, undefined, 'HTTP 503');
      expect(await claim(501)).toEqual([resolved.id]);
    });

    it('tells how each channel has done', async () => {
      await using it = await openHarness(fresh);
      const at = (channel: string, ms: number) => aMessage({ channel, createdAt: AT + ms });
      const [lost, well, dead, waits] = [at('webhook', 0), at('webhook', 1), at('webhook', 2_000), at('slack', 0)];
      await it.ledger.record([lost, well, dead, waits].map((message) => ({ kind: 'outbox', message })));
      await it.outbox.claimDue(AT + 2_000, 10, 'webhook');
      await it.outbox.markFailed(lost.id, AT + 10, undefined, 'too large');
      await it.outbox.markDelivered(well.id, AT + 1_000);
      await it.outbox.markFailed(dead.id, AT + 2_001, AT + 2_002, 'HTTP 503');
      await it.outbox.claimDue(AT + 2_002, 10, 'webhook');
      await it.outbox.markFailed(dead.id, AT + 2_003, AT + 9_000, 'HTTP 404');
      const nothing = { lastDeliveredAt: undefined, failures: 0, givenUp: 0, lastError: undefined };
      expect(await readChannelRecords(it.database)).toEqual([
        { ...nothing, channel: 'slack', waiting: 1 },
        ...[
          {
            channel: 'webhook',
            lastDeliveredAt: AT + 1_000,
            failures: 2,
            givenUp: 0,
            lastError: 'HTTP 404',
            waiting: 1,
          },
        ],
      ]);
    });

    it('gives up, with the reason, what no monitor has had a channel for since a day', async () => {
      await using it = await openHarness(fresh);
      const [old, mine, fresher] = [
        aMessage({ channel: 'pager' }),
        aMessage(),
        aMessage({ channel: 'pager', createdAt: AT + 1 }),
      ];
      await it.ledger.record([old, mine, fresher].map((message) => ({ kind: 'outbox', message })));
      expect(await it.outbox.giveUpForgotten(AT + FORGOTTEN_AFTER_MS, ['webhook'])).toEqual([
        { channel: 'pager', count: 1 },
      ]);
      expect(await it.outbox.giveUpForgotten(AT + FORGOTTEN_AFTER_MS, ['webhook'])).toEqual([]);
      expect(
        await it.rows('SELECT id, status, last_error FROM monitor_notifications WHERE status <> $1', ['pending']),
      ).toEqual([{ id: old.id, status: 'failed', last_error: 'No monitor has had the channel pager for a day.' }]);
    });
  });

  describe('the queries of the contract', () => {
    it('run unchanged', async () => {
      await using it = await openHarness(fresh);
      const now = Date.now();
      const incidents = Array.from({ length: 11 }, (_, index) =>
        anIncident({ target: `t${index}`, timestamp: AT + index }),
      );
      for (const incident of incidents) await it.ledger.record(openingOf(incident));
      await it.ledger.recordSamples(
        'box',
        [
          aMetric({ at: now, containerName: 'slow', responseTimeMs: 1_500 }),
          aMetric({ at: now, containerName: 'slow', responseTimeMs: undefined }),
          aMetric({ at: now, containerName: 'quick', responseTimeMs: 900 }),
          aMetric({ at: now - 7_200_000, containerName: 'was slow', responseTimeMs: 9_000 }),
        ],
        undefined,
      );
      const unhealed = await it.rows(
        'SELECT * FROM monitor_incidents WHERE auto_healed = false ORDER BY timestamp DESC LIMIT 10;',
      );
      expect(unhealed.map((row) => row.target)).toEqual(Array.from({ length: 10 }, (_, index) => `t${10 - index}`));
      const slow = await it.rows(`SELECT container_name, AVG(response_time_ms) AS avg_ms FROM monitor_health_metrics
 WHERE timestamp > NOW() - INTERVAL '1 hour' GROUP BY container_name HAVING AVG(response_time_ms) > 1000;`);
      expect(slow).toEqual([{ container_name: 'slow', avg_ms: 1_500 }]);
    });
  });
}
