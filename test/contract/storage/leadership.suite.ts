import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import { newId } from '../../../src/base/id.ts';
import { PgBallot } from '../../../src/storage/ballot.ts';
import { eventually } from '../../support/eventually.ts';
import { connect } from '../../support/postgres.ts';
import { AT, aMemory, anEntry, anIncident, aRemediation, openingOf } from '../../support/records.ts';
import { tcpProxy } from '../../support/tcp-proxy.ts';
import { type Fresh, openHarness } from './harness.ts';

interface Voter extends AsyncDisposable {
  readonly ballot: PgBallot;
  /** Resolves when its connection breaks. */
  readonly lost: Promise<void>;
}

function voter(url: string | undefined, name: string, host = 'box'): Voter {
  const lost = Promise.withResolvers<void>();
  const onLost = () => lost.resolve();
  const ballot = new PgBallot({ url: () => url, host, holder: newId(), name: () => name, clock: systemClock, onLost });
  return { ballot, lost: lost.promise, [Symbol.asyncDispose]: () => ballot.resign() };
}

/**
 * The server ends a session of which it has lost the client, or which it ends by itself, a moment after either can be seen; its
 * locks go with it, and this waits for that.
 */
async function leadIsFree(url: string): Promise<void> {
  await using looking = await connect(url);
  await looking.query('SELECT pg_advisory_lock(8377002, objid::int) FROM pg_locks WHERE classid = 8377002');
}

const BOX_1 = { host: 'box', epoch: 1 };
const bump = `INSERT INTO monitor_leadership (host, epoch, holder, name, since)
              VALUES ('box', 2, gen_random_uuid(), 'other:8377', now())
              ON CONFLICT (host) DO UPDATE SET epoch = monitor_leadership.epoch + 1`;

export function leadershipSuite(fresh: Fresh): void {
  describe('the lead', () => {
    it('is one monitor’s for each host; the others see who it is, and it sees how many there are', async () => {
      await using db = await fresh();
      await using one = voter(db.url, 'one:8377');
      await using two = voter(db.url, 'two:8377');
      await using elsewhere = voter(db.url, 'three:8377', 'other-host');
      expect(await one.ballot.cast(true)).toEqual({ kind: 'won', epoch: 1, rivals: 0 });
      expect(await two.ballot.cast(true)).toEqual({ kind: 'taken', leader: 'one:8377', epoch: 1 });
      expect(await elsewhere.ballot.cast(true)).toEqual({ kind: 'won', epoch: 1, rivals: 0 });
      expect(await one.ballot.cast(true)).toEqual({ kind: 'held', rivals: 1 });
    });

    it('is not taken by one that only looks', async () => {
      await using db = await fresh();
      await using one = voter(db.url, 'one:8377');
      expect(await one.ballot.cast(false)).toEqual({ kind: 'taken', leader: 'another monitor', epoch: 0 });
      expect(await one.ballot.cast(true)).toMatchObject({ kind: 'won', epoch: 1 });
    });

    it('passes on with a new epoch, and comes back to the same one with its own', async () => {
      await using db = await fresh();
      await using one = voter(db.url, 'one:8377');
      await using two = voter(db.url, 'two:8377');
      await one.ballot.cast(true);
      await one.ballot.resign();
      expect(await one.ballot.cast(true)).toMatchObject({ kind: 'won', epoch: 1 });
      await one.ballot.resign();
      expect(await two.ballot.cast(true)).toMatchObject({ kind: 'won', epoch: 2 });
      expect(await one.ballot.cast(true)).toEqual({ kind: 'taken', leader: 'two:8377', epoch: 2 });
    });

    it('is free as soon as the connection of its holder breaks, which its holder is told', async () => {
      await using db = await fresh();
      await using road = await tcpProxy(db.url);
      await using one = voter(road.url, 'one:8377');
      await using two = voter(db.url, 'two:8377');
      await one.ballot.cast(true);
      await two.ballot.cast(true);
      await road.cut();
      await one.lost;
      expect(await one.ballot.cast(true)).toMatchObject({ kind: 'unreachable' });
      await leadIsFree(db.url);
      expect(await two.ballot.cast(true)).toMatchObject({ kind: 'won', epoch: 2 });
    });

    it('is taken by the server from a session that has been silent for some seconds', async () => {
      await using db = await fresh();
      await using hung = voter(db.url, 'one:8377');
      await hung.ballot.cast(true);
      // Nobody asks it to look again: as if its process stood still.
      await hung.lost;
      await leadIsFree(db.url);
      await using two = voter(db.url, 'two:8377');
      expect(await two.ballot.cast(true)).toMatchObject({ kind: 'won', epoch: 2 });
    }, 15_000);

    it('answers within its deadline also when Postgres takes the connection and says nothing', async () => {
      await using db = await fresh();
      await using road = await tcpProxy(db.url);
      await using one = voter(road.url, 'one:8377');
      await one.ballot.cast(true);
      road.fallSilent();
      expect(await one.ballot.cast(true)).toMatchObject({ kind: 'unreachable' });
      await using nowhere = voter(undefined, 'two:8377');
      expect(await nowhere.ballot.cast(true)).toEqual({ kind: 'unreachable', reason: 'not connected yet' });
    }, 15_000);
  });

  describe('the fence', () => {
    it('lets the leader write, and nobody who led before', async () => {
      await using it = await openHarness(fresh);
      it.ledger.lead(BOX_1);
      await it.ledger.record(openingOf(anIncident({ target: 'a' })));
      await it.rows(bump);
      const refused = it.ledger.record(openingOf(anIncident({ target: 'b' })));
      await expect(refused).rejects.toMatchObject({ code: 'not_leading', retryable: false });
      expect(await it.rows('SELECT target FROM monitor_incidents')).toEqual([{ target: 'a' }]);
      await it.ledger.record(openingOf(anIncident({ target: 'c' })), { host: 'box', epoch: 3 });
    });

    it('covers the way by which an open incident is superseded', async () => {
      await using it = await openHarness(fresh);
      it.ledger.lead(BOX_1);
      await it.ledger.record(openingOf(anIncident()));
      await it.rows(bump);
      await expect(it.ledger.record(openingOf(anIncident()))).rejects.toMatchObject({ code: 'not_leading' });
      expect(await it.rows('SELECT status FROM monitor_incidents')).toEqual([{ status: 'open' }]);
    });

    it('makes whoever takes over wait for what is being written, and whoever writes then see it', async () => {
      await using it = await openHarness(fresh);
      await it.rows(bump);
      await using old = await connect(it.url);
      await using successor = voter(it.url, 'two:8377');
      await old.query("BEGIN; SELECT paramedic_assert_leader('box', 2)");
      const taking = successor.ballot.cast(true);
      const waits = async () => {
        const waiting = await it.rows(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return waiting.length === 1 ? true : undefined;
      };
      // Often: it waits for two seconds at most.
      await eventually('it waits', waits, 30_000, 10);
      await old.query('COMMIT');
      expect(await taking).toMatchObject({ kind: 'won', epoch: 3 });
      await expect(old.query("SELECT paramedic_assert_leader('box', 2)")).rejects.toMatchObject({ code: 'PM001' });
    });
  });

  describe('the past of another leader', () => {
    it('is kept as facts: its attempts and incidents, not its opinion of how things are', async () => {
      await using it = await openHarness(fresh);
      const theirs = anIncident({ target: 'known' });
      await it.ledger.record(openingOf(theirs));
      const own = anIncident({ target: 'unknown' });
      const attempt = aRemediation(own.id);
      await it.ledger.recordPast([
        { kind: 'incident_changed', id: theirs.id, set: { status: 'healing', healAttempts: 7 } },
        { kind: 'target_remembered', memory: aMemory({ target: 'only/there#1' }) },
        ...openingOf(own),
        { kind: 'remediation_intended', remediation: attempt },
      ]);
      await it.ledger.recordPast([
        { kind: 'incident_changed', id: own.id, set: { status: 'healing', healAttempts: 1 } },
      ]);
      await it.ledger.closePast();
      expect(
        await it.rows('SELECT target, status, resolution, heal_attempts FROM monitor_incidents ORDER BY target'),
      ).toEqual([
        { target: 'known', status: 'open', resolution: null, heal_attempts: 0 },
        { target: 'unknown', status: 'resolved', resolution: 'expired', heal_attempts: 1 },
      ]);
      expect(await it.rows('SELECT id FROM monitor_remediations WHERE id = $1', [attempt.id])).toHaveLength(1);
      expect(await it.rows("SELECT * FROM monitor_targets WHERE target = 'only/there#1'")).toEqual([]);
    });

    it('tells how its incidents ended when it knows, and ends what the successor has opened anew as expired', async () => {
      await using it = await openHarness(fresh);
      const successors = anIncident();
      await it.ledger.record(openingOf(successors));
      const twin = anIncident();
      const healed = anIncident({ target: 'b' });
      await it.ledger.recordPast([...openingOf(twin), { kind: 'timeline', entry: anEntry(twin.id) }]);
      await it.ledger.recordPast([
        ...openingOf(healed),
        {
          kind: 'incident_changed',
          id: healed.id,
          set: { status: 'resolved', resolution: 'auto_healed', autoHealed: true, resolvedAt: AT + 50 },
        },
      ]);
      await it.ledger.closePast();
      expect(await it.rows('SELECT id, status, resolution FROM monitor_incidents ORDER BY id')).toEqual([
        { id: successors.id, status: 'open', resolution: null },
        { id: twin.id, status: 'resolved', resolution: 'expired' },
        { id: healed.id, status: 'resolved', resolution: 'auto_healed' },
      ]);
      // Again, as after a drain that was cut short.
      await it.ledger.recordPast(openingOf(twin));
      await it.ledger.closePast();
      expect(await it.rows("SELECT id FROM monitor_incidents WHERE status <> 'resolved'")).toEqual([
        { id: successors.id },
      ]);
    });
  });
}
