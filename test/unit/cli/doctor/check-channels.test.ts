import { describe, expect, it } from '@jest/globals';
import { checkChannels } from '../../../../src/cli/doctor/check-channels.ts';
import type { ChannelRecord } from '../../../../src/notifications/channel-record.ts';
import { NOW } from '../../../support/fleet.ts';
import { validConfig } from '../../../support/valid-config.ts';

const record = (part: Partial<ChannelRecord> = {}): ChannelRecord => ({
  channel: 'webhook',
  ...{ lastDeliveredAt: NOW - 60_000, failures: 0, givenUp: 0, lastError: undefined, waiting: 0 },
  ...part,
});
const WEBHOOK = { PARAMEDIC_WEBHOOK_URL: 'http://127.0.0.1:1/x' };
const check = (value: readonly ChannelRecord[], env: Record<string, string> = WEBHOOK) =>
  checkChannels({ value }, validConfig(env), NOW);
const levels = (part: Partial<ChannelRecord>) => check([record(part)]).map(({ level }) => level);

describe('the channels to people', () => {
  it('are fine when they deliver, or were never needed', () => {
    expect(check([record()])).toEqual([{ level: 'ok', name: 'webhook', message: 'delivered last 1 min ago' }]);
    const unused = 'nothing was sent yet: `paramedic notify test` tries it';
    expect(check([])).toEqual([{ level: 'ok', name: 'webhook', message: unused }]);
    expect(checkChannels({ error: new Error('away') }, validConfig(WEBHOOK), NOW)).toMatchObject([{ level: 'ok' }]);
  });

  it('are dead after three tries in a row, or as soon as a message was given up', () => {
    expect(levels({ failures: 2, lastError: 'x' })).toEqual(['warn']);
    expect(levels({ failures: 3, lastError: 'x' })).toEqual(['fail']);
    expect(levels({ failures: 1, givenUp: 1, lastError: 'x' })).toEqual(['fail']);
    expect(check([record({ failures: 4, lastError: 'The webhook answered 404.' })])).toEqual([
      {
        level: 'fail',
        name: 'webhook',
        message: 'the last 4 tries failed (The webhook answered 404.), and nothing was delivered since 1 min ago',
        cure: '`paramedic notify test --channel webhook` says what can be done.',
      },
    ]);
    expect(check([record({ failures: 1, lastError: 'no', lastDeliveredAt: undefined })])).toMatchObject([
      { message: 'the last try failed (no), and nothing was delivered ever' },
    ]);
  });

  it('are missed when there are none, and when messages wait for one that is not configured', () => {
    expect(check([], {})).toMatchObject([{ level: 'warn', name: 'people' }]);
    expect(check([record({ channel: 'slack', waiting: 2 })])).toMatchObject([
      { name: 'webhook' },
      { level: 'warn', name: 'slack', message: '2 messages wait for this channel, which is not configured here' },
    ]);
    expect(check([record({ channel: 'slack' })])).toMatchObject([{ name: 'webhook' }]);
  });

  it('are beside the trigger files, which are told of only when they cannot be written', () => {
    expect(check([record({ channel: 'files:box', waiting: 1 })])).toHaveLength(1);
    expect(check([record({ channel: 'files:box', failures: 9, lastError: 'ENOSPC' })])).toMatchObject([
      { name: 'webhook' },
      { level: 'fail', name: 'trigger files of box', message: expect.stringContaining('ENOSPC') },
    ]);
  });
});
