import { describe, expect, it } from '@jest/globals';
import { messagesFor } from '../../../src/notifications/message.ts';
import { createWebhook } from '../../../src/notifications/webhook.ts';
import { incident } from './incident.ts';
import { receiver } from './server.ts';

const message = (description = 'down') => {
  const [first] = messagesFor('incident_opened', incident({ description }), ['webhook'], 0, () => 'id-1');
  if (first === undefined) throw new Error('no message');
  return first;
};
const forever = new AbortController().signal;

describe('webhook', () => {
  it('delivers newlines, quotes and other writing intact', async () => {
    await using server = await receiver((response) => response.end('ok'));
    const description = 'line 1\nline 2 "quoted" \\ back\tslash </script> 日本 😀';
    await createWebhook(server.url).send(message(description), forever);
    const [request] = server.received;
    expect(request?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(request?.body ?? '')).toEqual(message(description).payload);
    expect(JSON.parse(request?.body ?? '').description).toBe(description);
  });

  it('sends user and password of the URL as basic authentication', async () => {
    await using server = await receiver((response) => response.end());
    await createWebhook(server.url.replace('http://', 'http://me:p%40ss@')).send(message(), forever);
    expect(server.received[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });

  it.each([400, 404, 500, 503])('takes %i as a failure', async (status) => {
    await using server = await receiver((response) => response.writeHead(status).end());
    await expect(createWebhook(server.url).send(message(), forever)).rejects.toMatchObject({
      code: 'webhook_refused',
      message: `The webhook answered ${status}.`,
    });
  });

  it('does not follow a redirect', async () => {
    await using server = await receiver((response) => response.writeHead(307, { location: '/elsewhere' }).end());
    await expect(createWebhook(server.url).send(message(), forever)).rejects.toThrow('answered 307');
    expect(server.received).toHaveLength(1);
  });

  it('never names its URL, whatever goes wrong', async () => {
    const server = await receiver((response) => response.destroy());
    const webhook = createWebhook(server.url);
    const broken = await webhook.send(message(), forever).catch((error: Error) => error.message);
    await server.close();
    const refused = await webhook.send(message(), forever).catch((error: Error) => error.message);
    expect(refused).toBe('The webhook cannot be reached: ECONNREFUSED.');
    expect(`${broken}${refused}`).not.toMatch(/s3cret|127\.0\.0\.1/);
  });

  it('refuses to send more than 64 KiB', async () => {
    await using server = await receiver((response) => response.end());
    const huge = { ...message(), payload: { text: 'é'.repeat(40_000) } };
    await expect(createWebhook(server.url).send(huge, forever)).rejects.toMatchObject({ code: 'webhook_too_large' });
    expect(server.received).toHaveLength(0);
  });
});
