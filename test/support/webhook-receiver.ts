import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Mailbox } from './mailbox.ts';

/** A webhook's other end on loopback: accepts everything and keeps what came. */
export async function webhookReceiver() {
  const letters = new Mailbox<Record<string, unknown>>();
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => undefined);
    // Whoever was ended in the middle of telling has told nothing.
    if (body === undefined) return;
    letters.push(JSON.parse(body));
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    letters,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
