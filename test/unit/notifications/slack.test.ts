import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainText } from '../../../src/base/plain-text.ts';
import { messagesFor } from '../../../src/notifications/message.ts';
import { createSlack, slackMessageOf } from '../../../src/notifications/slack.ts';
import { incident } from './incident.ts';
import { receiver } from './server.ts';

interface Sent {
  text: string;
  blocks: {
    type: string;
    text: { type: string; text: string; verbatim: boolean };
    elements: { type: string; text: string }[];
  }[];
}

const forever = new AbortController().signal;

async function slack() {
  const server = await receiver((response) => response.end('ok'));
  const channel = createSlack(server.url);
  return {
    sent: async (description: string, over = {}): Promise<Sent> => {
      const [message] = messagesFor('incident_opened', incident({ description, ...over }), ['slack'], 0, () => 'id');
      if (message === undefined) throw new Error('no message');
      await channel.send(message, forever);
      return JSON.parse(server.received.at(-1)?.body ?? '') as Sent;
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** As Slack reads it. */
const shown = (mrkdwn: string): string =>
  mrkdwn.replaceAll('\u200b', '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

describe('a message for Slack', () => {
  it.each([
    ['mentions', '<!channel> <@U123> <!here|look>'],
    ['links', 'see <http://evil.example/|the docs>'],
    ['marks', '*bold* _slanted_ ~gone~ `code` ```block```'],
    ['lines', 'one\n> quoted\r\n• listed\u2028end'],
  ])('makes no %s out of what a container wrote', async (_what, description) => {
    await using it = await slack();
    const { text, blocks } = await it.sent(description);
    const section = blocks[0]?.text;
    expect(section).toMatchObject({ type: 'mrkdwn', verbatim: true, text });
    expect(text).not.toMatch(/[<>\n\r\u2028]/);
    expect(text.replace(/^:red_circle: /, '')).not.toMatch(/(?<!\u200b)[*_~`]/);
    expect(shown(text)).toContain(plainText(description));
  });

  it('keeps to plain text where the target stands', async () => {
    await using it = await slack();
    const { blocks } = await it.sent('down', { target: '<!channel>' });
    expect(blocks[1]?.elements).toEqual([
      { type: 'plain_text', text: '&lt;!channel&gt; · server-1 · container_unhealthy · warning', emoji: false },
    ]);
  });

  it('never holds a mention, a link, a mark or a broken character, and no more than Slack takes, whatever is told', () => {
    const nasty = ['<!channel>', '<http://a|b>', '`', '&lt;', '\n', '\ud800', '&', '*', '\u0007', 'x'.repeat(500)];
    const part = fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'binary', maxLength: 30 }));
    const any = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(any, any, (text, target) => {
        const body = slackMessageOf({ event: 'incident_opened', payload: { text, target } }) as unknown as Sent;
        const context = body.blocks.flatMap(({ elements = [] }) => elements);
        expect(context.every(({ type }) => type === 'plain_text')).toBe(true);
        expect(body.text.replace(/^:red_circle: /, '')).not.toMatch(/(?<!\u200b)[*_~`]/);
        for (const shown of [body.text, ...context.map((one) => one.text)]) {
          expect(shown).not.toMatch(/[<>\n\r]/);
          expect(shown.length).toBeLessThanOrEqual(3_000);
          expect(shown.isWellFormed()).toBe(true);
        }
      }),
    );
  });
});
