import { plainText } from '../base/plain-text.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import type { Channel } from './ports.ts';
import { postJson } from './post.ts';

const MARKS: Readonly<Record<string, string>> = {
  incident_opened: ':red_circle:',
  heal_failed: ':rotating_light:',
  notify: ':bell:',
  incident_resolved: ':large_green_circle:',
  escalation_resolved: ':large_green_circle:',
  escalation_inconclusive: ':rotating_light:',
  escalation_failed: ':rotating_light:',
  escalation_expired: ':rotating_light:',
  approval_needed: ':raised_hand:',
  test: ':wave:',
};
const LONGEST = 2_900;

/** An incoming webhook of Slack, or of one who speaks alike. */
export const createSlack = (url: string): Channel => ({
  name: 'slack',
  send: (message, signal) => postJson({ name: 'slack', url }, slackMessageOf(message), signal),
});

/** Pure. Text from containers cannot mention anybody, make links or change how the rest looks. */
export function slackMessageOf({ event, payload }: Pick<OutboxMessage, 'event' | 'payload'>) {
  const mark = MARKS[event] ?? ':information_source:';
  const facts = [payload.target, payload.host, payload.type, payload.severity].map(textOf).filter((it) => it !== '');
  const text = cut(`${mark} ${unmarked(textOf(payload.text))}`);
  const context = cut(escaped(facts.join(' · ')));
  const blocks = [
    { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } },
    ...(context === '' ? [] : [{ type: 'context', elements: [{ type: 'plain_text', text: context, emoji: false }] }]),
  ];
  return { text, blocks, unfurl_links: false, unfurl_media: false };
}

const cut = (text: string): string => text.slice(0, LONGEST).toWellFormed();

const textOf = (value: unknown): string => (typeof value === 'string' ? plainText(value) : '');

/** Slack's own three characters; without them there are neither mentions (`<!channel>`) nor links. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Nor bold, slanted, struck or code: a mark after a space of no width is a character like any other. */
const unmarked = (text: string): string => escaped(text).replaceAll(/[*_~`]/g, (mark) => `\u200b${mark}`);
