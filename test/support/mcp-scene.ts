import { setImmediate } from 'node:timers/promises';
import type { NewRequest, RequestAnswer } from '../../src/escalation/request.ts';
import { McpSession } from './mcp-session.ts';
import { type OnCallScene, onCallScene } from './on-call-scene.ts';

export interface McpScene extends OnCallScene {
  /** One of a person of that name, with the token. */
  session(name?: string): Promise<McpSession>;
  /** The monitor of host `box` from now on: what it was asked, the oldest first. */
  monitor(answer: (request: NewRequest) => RequestAnswer): NewRequest[];
  /** The same for several hosts. */
  monitors(hosts: readonly string[], answer: (request: NewRequest) => RequestAnswer): NewRequest[];
}

/** Sessions over HTTP on a monitor with a real queue. */
export async function mcpScene(): Promise<McpScene> {
  const stack = new AsyncDisposableStack();
  const { store, web } = stack.use(await onCallScene());
  const over = new AbortController();
  const serve = async (
    hosts: readonly string[],
    asked: NewRequest[],
    answer: (request: NewRequest) => RequestAnswer,
  ): Promise<void> => {
    while (!over.signal.aborted) {
      for (const host of hosts) {
        for (const request of await store.escalations.box.take(host, web.clock.now(), 5)) {
          asked.push(request);
          await store.escalations.box.finish(request.id, answer(request), web.clock.now());
        }
      }
      await setImmediate();
    }
  };
  const monitors: McpScene['monitors'] = (hosts, answer) => {
    const asked: NewRequest[] = [];
    const serving = serve(hosts, asked, answer);
    stack.defer(async () => {
      over.abort();
      await serving;
    });
    return asked;
  };
  return {
    store,
    web,
    monitors,
    session: async (name = 'anna') => {
      const headers = { authorization: 'Bearer secret', 'x-paramedic-name': name };
      return stack.use(await McpSession.overHttp(`http://127.0.0.1:${web.port}`, headers));
    },
    monitor: (answer) => monitors(['box'], answer),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
