import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/base/id.ts';
import { drill } from '../../../src/watch/drill.ts';
import { AT, aDecision, aMemory } from '../../support/records.ts';
import { validConfig } from '../../support/valid-config.ts';
import { type Fresh, type Harness, openHarness } from './harness.ts';

/** How many rows are in each table that has any. */
async function rowsOf({ rows }: Harness): Promise<Record<string, unknown>> {
  const tables = await rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename");
  const found: Record<string, unknown> = {};
  for (const { tablename } of tables) {
    const [row] = await rows(`SELECT count(*)::int AS n FROM ${tablename}`);
    if (row?.n !== 0) found[String(tablename)] = row?.n;
  }
  return found;
}

export function rehearsalSuite(fresh: Fresh): void {
  describe('the rehearsal of a record', () => {
    const config = validConfig();
    const changes = () => drill({ config, host: 'box', channels: ['webhook'], newId }, AT);

    it('takes a whole heal as a record would, and leaves nothing behind', async () => {
      await using it = await openHarness(fresh);
      const before = await rowsOf(it);
      await it.ledger.rehearse(changes());
      expect(await rowsOf(it)).toEqual(before);
      await it.ledger.record(changes());
      expect(await it.rows('SELECT status, resolution FROM monitor_incidents')).toEqual([
        { status: 'resolved', resolution: 'auto_healed' },
      ]);
    });

    it('throws what the record would throw', async () => {
      await using it = await openHarness(fresh);
      const bad = { kind: 'target_remembered', memory: { ...aMemory(), since: Number.NaN } } as const;
      await expect(it.ledger.rehearse([bad])).rejects.toMatchObject({ code: 'storage_rejected' });
      await it.rows('ALTER TABLE monitor_remediations RENAME TO put_away');
      await expect(it.ledger.rehearse(changes())).rejects.toMatchObject({ cure: expect.stringContaining('migrate') });
    });

    it('is refused to whoever does not lead any more', async () => {
      await using it = await openHarness(fresh);
      await it.rows(`INSERT INTO monitor_leadership (host, epoch, holder, name, since)
                     VALUES ('box', 2, gen_random_uuid(), 'other:8377', now())`);
      it.ledger.lead({ host: 'box', epoch: 1 });
      await expect(it.ledger.rehearse(changes())).rejects.toMatchObject({ code: 'not_leading' });
    });

    it('makes the day that a decision needs, as a record does', async () => {
      await using it = await openHarness(fresh);
      await it.ledger.rehearse([{ kind: 'decision', decision: aDecision({ at: AT + 40 * 86_400_000 }) }]);
      expect(await it.rows('SELECT FROM monitor_decisions')).toEqual([]);
    });
  });
}
