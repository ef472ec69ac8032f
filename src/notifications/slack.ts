import { plainText } from '../base/plain-text.ts';
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

/** An incoming webhook of Slack (or of one who speaks alike). Text from containers cannot mention anybody or make links. */
export function createSlack(url: string): Channel {
  return {
    name: 'slack',
    send: ({ event, payload }, signal) => {
      const sentence = escapeForSlack(textOf(payload.text));
      const facts = [payload.target, payload.host, payload.type, payload.severity]
        .map(textOf)
        .filter((it) => it !== '');
      const text = `${MARKS[event] ?? ':information_source:'} ${sentence}`.slice(0, LONGEST);
      const context = escapeForSlack(facts.join(' · ')).slice(0, LONGEST);
      const blocks = [
        { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } },
        ...(context === ''
          ? []
          : [{ type: 'context', elements: [{ type: 'plain_text', text: context, emoji: false }] }]),
      ];
      return postJson({ name: 'slack', url }, { text, blocks, unfurl_links: false, unfurl_media: false }, signal);
    },
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? plainText(value) : '');

/** Slack's own three characters; without them there are neither mentions (`<!channel>`) nor links. */
export const escapeForSlack = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[*_~`]/g, (mark) => `\u200b${mark}`);
