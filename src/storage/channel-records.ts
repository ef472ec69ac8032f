import type { ChannelRecord } from '../notifications/channel-record.ts';
import type { Database } from './database.ts';

/** All channels that there ever was a message for, as far as the log goes back. */
export async function readChannelRecords(database: Database): Promise<ChannelRecord[]> {
  const [rows = []] = await database.query('read the delivery log', {
    name: 'channel_records',
    text: `WITH last AS (SELECT channel, max(delivered_at) AS at FROM monitor_notifications GROUP BY channel),
           failed AS (
             SELECT n.* FROM monitor_notifications n JOIN last USING (channel)
              WHERE n.status <> 'delivered' AND n.last_error IS NOT NULL
                AND n.created_at > coalesce(last.at, '-infinity'))
           SELECT last.channel, last.at AS "lastDeliveredAt",
                  (SELECT coalesce(sum(attempts), 0)::int FROM failed WHERE channel = last.channel) AS failures,
                  (SELECT count(*)::int FROM failed WHERE channel = last.channel AND status = 'failed') AS "givenUp",
                  (SELECT last_error FROM failed WHERE channel = last.channel ORDER BY created_at DESC, id LIMIT 1)
                    AS "lastError",
                  (SELECT count(*)::int FROM monitor_notifications n
                    WHERE n.channel = last.channel AND n.status = 'pending') AS waiting
             FROM last ORDER BY last.channel`,
    values: [],
  });
  return rows.map((row) => ({
    channel: row.channel as string,
    lastDeliveredAt: (row.lastDeliveredAt as number | null) ?? undefined,
    failures: row.failures as number,
    givenUp: row.givenUp as number,
    lastError: (row.lastError as string | null) ?? undefined,
    waiting: row.waiting as number,
  }));
}
