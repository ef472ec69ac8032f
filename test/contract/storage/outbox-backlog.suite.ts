import { describe, expect, it } from '@jest/globals';
import { CLAIM_DUE } from '../../../src/storage/outbox.ts';
import { connect } from '../../support/postgres.ts';
import { type Fresh, openHarness } from './harness.ts';

/** Blocks of 8 kB; a claim that walks through one of the backlogs below reads thousands. */
const FEW_BLOCKS = 400;

const INCIDENTS = `INSERT INTO monitor_incidents (id, timestamp, container_name, container_id, target, host, incident_type,
    severity, status, description, fingerprint)
  SELECT gen_random_uuid(), now(), 'c', 'c', 'c' || n, 'box', 'container_unhealthy', 'warning', 'open', '', n
    FROM generate_series(1, 10000) n`;

/** One message of each incident; `due` undefined: delivered. */
const messages = (channel: string, due: string | undefined, limit: number) =>
  `INSERT INTO monitor_notifications (id, channel, incident_id, event, payload, created_at, status, next_attempt_at, delivered_at)
   SELECT gen_random_uuid(), '${channel}', id, 'incident_opened', '{}', now() - interval '1 hour',
          ${due === undefined ? "'delivered', NULL, now()" : `'pending', now() + interval '${due}', NULL`}
     FROM monitor_incidents LIMIT ${limit}`;

/** What a claim of five reads, by the plan for any channel and by the one for this channel. */
async function blocksOf(url: string, channel: string): Promise<number[]> {
  await using client = await connect(url);
  await client.query(`PREPARE claim (timestamptz, timestamptz, int, text) AS ${CLAIM_DUE}`);
  const blocks: number[] = [];
  for (const mode of ['force_generic_plan', 'force_custom_plan']) {
    await client.query(`SET plan_cache_mode = ${mode}`);
    const { rows } = await client.query(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE claim (now(), now(), 5, '${channel}')`,
    );
    const plan = rows[0]['QUERY PLAN'][0].Plan;
    blocks.push(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']);
  }
  return blocks;
}

export function outboxBacklogSuite(fresh: Fresh): void {
  describe('an outbox with a backlog', () => {
    it('costs no channel more, whatever waits on it or on others, and whether or not statistics know of it', async () => {
      await using it = await openHarness(fresh);
      await it.rows(INCIDENTS);
      await it.rows(messages('webhook', undefined, 10_000));
      await it.rows('ANALYZE');
      await it.rows(messages('slack', '-1 min', 10_000));
      await it.rows(messages('alertmanager', '1 hour', 10_000));
      await it.rows(messages('webhook', '-1 min', 3));
      const all = async () =>
        (
          await Promise.all(['webhook', 'slack', 'alertmanager', 'files:box'].map((one) => blocksOf(it.url, one)))
        ).flat();
      const unknown = await all();
      await it.rows('ANALYZE');
      const known = await all();
      expect([...unknown, ...known].filter((blocks) => blocks > FEW_BLOCKS)).toEqual([]);
    });
  });
}
