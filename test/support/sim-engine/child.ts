import { ORDERS, type OrderName } from './orders.ts';
import { simEngine } from './sim-engine.ts';

/** The engine as a process of its own; see sim-process.ts. Ends with its parent. */
const engine = await simEngine();
process.on('message', (order: { id: number; name: OrderName; args: unknown[] }) => void obey(order));
process.once('disconnect', () => void end());
process.send?.({ ready: engine.dockerHost });

async function obey({ id, name, args }: { id: number; name: OrderName; args: unknown[] }): Promise<void> {
  const act = ORDERS[name] as (...args: unknown[]) => unknown;
  try {
    process.send?.({ id, answer: await act(engine, ...args) });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
}

async function end(): Promise<void> {
  await engine[Symbol.asyncDispose]();
  process.exit(0);
}
