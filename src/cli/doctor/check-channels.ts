import { ago } from '../../base/ago.ts';
import type { Config } from '../../config/config.ts';
import type { ChannelRecord } from '../../notifications/channel-record.ts';
import { channelsOf } from '../../notifications/channels.ts';
import { plural } from '../words.ts';
import type { Check, Known } from './check.ts';

/** So many tries that failed in a row are no hiccup. */
const DEAD_AFTER = 3;
const FILES = 'files:';

/** Are people told? By the delivery log; where it cannot be read, the storage has its own line. */
export function checkChannels(log: Known<readonly ChannelRecord[]>, config: Config, now: number): Check[] {
  const records = 'value' in log ? log.value : [];
  const names = channelsOf(config, () => now).map(({ name }) => name);
  const files = records.filter(({ channel, failures }) => channel.startsWith(FILES) && failures > 0);
  const strange = records.filter(
    ({ channel, waiting }) => !channel.startsWith(FILES) && !names.includes(channel) && waiting > 0,
  );
  return [
    ...(names.length === 0 ? [NOBODY] : []),
    ...names.map((name) =>
      checkChannel(
        name,
        records.find(({ channel }) => channel === name),
        now,
      ),
    ),
    ...files.map((record) => checkFiles(record, now)),
    ...strange.map(
      ({ channel, waiting }): Check => ({
        level: 'warn',
        name: channel,
        message: `${plural(waiting, 'message')} wait for this channel, which is not configured here`,
        cure: 'Configure it, here or at another monitor of this database; after a day they are given up.',
      }),
    ),
  ];
}

const NOBODY: Check = {
  level: 'warn',
  name: 'people',
  message: 'nobody is told of incidents: neither a webhook nor Slack nor an Alertmanager is configured',
  cure: 'Set PARAMEDIC_WEBHOOK_URL, PARAMEDIC_SLACK_URL or PARAMEDIC_ALERTMANAGER_URL.',
};

function checkChannel(name: string, record: ChannelRecord | undefined, now: number): Check {
  if (record !== undefined && record.failures > 0) {
    const cure = `\`paramedic notify test --channel ${name}\` says what can be done.`;
    return { level: levelOf(record), name, message: failureOf(record, now), cure };
  }
  const last = record?.lastDeliveredAt;
  if (last === undefined)
    return { level: 'ok', name, message: 'nothing was sent yet: `paramedic notify test` tries it' };
  return { level: 'ok', name, message: `delivered last ${ago(last, now)}` };
}

const checkFiles = (record: ChannelRecord, now: number): Check => ({
  level: levelOf(record),
  name: `trigger files of ${record.channel.slice(FILES.length)}`,
  message: failureOf(record, now),
  cure: 'Look at the data folder of its monitor: is there room, and may it write?',
});

const levelOf = ({ failures, givenUp }: ChannelRecord): 'warn' | 'fail' =>
  givenUp > 0 || failures >= DEAD_AFTER ? 'fail' : 'warn';

function failureOf({ failures, lastError, lastDeliveredAt }: ChannelRecord, now: number): string {
  const since = lastDeliveredAt === undefined ? 'ever' : `since ${ago(lastDeliveredAt, now)}`;
  const tries = failures === 1 ? 'the last try failed' : `the last ${failures} tries failed`;
  return `${tries} (${lastError ?? 'no reason'}), and nothing was delivered ${since}`;
}
