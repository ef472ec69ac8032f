import type { SimContainer } from './sim-container.ts';
import { SIM_DEFAULTS } from './spec.ts';
import type { Timers } from './timers.ts';

/** Of a restart that nobody delays: so much is the stop, the rest the start. */
const STOP_SHARE = 0.15;

/** One after another on one container, as the engine's lock has it; nothing of it depends on who asked still listening. */
function inTurn(it: SimContainer, act: () => Promise<void>): Promise<void> {
  it.busy = it.busy.then(act);
  return it.busy;
}

export async function restart(it: SimContainer, stopTimeoutMs: number, timers: Timers): Promise<void> {
  it.restartCalls.push(it.now());
  await inTurn(it, async () => {
    if (it.isUp) await end(it, stopTimeoutMs, timers);
    await timers.pause((it.spec.restartMs ?? SIM_DEFAULTS.restartMs) * (1 - STOP_SHARE));
    it.begin({ restarted: true });
    it.restarts.push(it.now());
    it.tell('restart');
  });
}

/** False: it did not run. */
export async function stop(it: SimContainer, stopTimeoutMs: number, timers: Timers): Promise<boolean> {
  let ran = false;
  await inTurn(it, async () => {
    ran = it.isUp;
    if (ran) await end(it, stopTimeoutMs, timers);
  });
  return ran;
}

/** False: it ran already. */
export async function start(it: SimContainer, timers: Timers): Promise<boolean> {
  let rested = true;
  await inTurn(it, async () => {
    rested = !it.isUp;
    if (!rested) return;
    await timers.pause((it.spec.restartMs ?? SIM_DEFAULTS.restartMs) * (1 - STOP_SHARE));
    it.begin();
  });
  return rested;
}

export function kill(it: SimContainer, signal: number): void {
  it.tell('kill', { signal: String(signal) });
  if (signal === 9 || signal === 15) it.end(128 + signal, { byHand: true });
}

async function end(it: SimContainer, stopTimeoutMs: number, timers: Timers): Promise<void> {
  const { restartMs = SIM_DEFAULTS.restartMs, ignoresSigtermMs = SIM_DEFAULTS.ignoresSigtermMs } = it.spec;
  it.tell('kill', { signal: '15' });
  const obeys = ignoresSigtermMs <= stopTimeoutMs;
  await timers.pause(obeys ? ignoresSigtermMs : stopTimeoutMs);
  if (!obeys) it.tell('kill', { signal: '9' });
  await timers.pause(restartMs * STOP_SHARE);
  // It may have ended by itself meanwhile.
  if (it.isUp) it.end(obeys ? 0 : 137, { byHand: true });
  it.tell('stop');
}
