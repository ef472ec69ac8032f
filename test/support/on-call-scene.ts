import { OnCallStore } from './on-call-store.ts';
import { AT } from './records.ts';
import { Web, type WebOptions } from './web.ts';

export interface OnCallScene extends AsyncDisposable {
  readonly store: OnCallStore;
  readonly web: Web;
}

/** The HTTP API over a real queue, a second after its first record. Without a token when it is undefined. */
export async function onCallScene(options: WebOptions = { token: 'secret' }): Promise<OnCallScene> {
  const stack = new AsyncDisposableStack();
  const store = stack.use(await OnCallStore.open());
  const web = stack.use(await Web.start({ ...options, store }));
  web.clock.at = AT + 1_000;
  return { store, web, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
