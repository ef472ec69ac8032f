import type { Config } from '../config/config.ts';
import { createAlertmanager } from './alertmanager.ts';
import type { Channel } from './ports.ts';
import { createSlack } from './slack.ts';
import { createWebhook } from './webhook.ts';

/** The roads to people that are configured. `now`: for the time in a signature, in ms. */
export function channelsOf(
  config: Pick<Config, 'webhookUrl' | 'webhookSecret' | 'slackUrl' | 'alertmanagerUrl'>,
  now: () => number,
): readonly Channel[] {
  const { webhookUrl, webhookSecret, slackUrl, alertmanagerUrl } = config;
  return [
    ...(webhookUrl === undefined ? [] : [createWebhook(webhookUrl, webhookSecret, now)]),
    ...(slackUrl === undefined ? [] : [createSlack(slackUrl)]),
    ...(alertmanagerUrl === undefined ? [] : [createAlertmanager(alertmanagerUrl)]),
  ];
}
