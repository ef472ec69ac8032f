import { chmodSync, rmSync } from 'node:fs';
import { parseSwitches } from './decide-request.ts';
import { createGate } from './gate.ts';
import { probe } from './probe.ts';

/**
 * The process in front of the engine's socket: `main.js` serves, `main.js healthcheck` asks the one that serves. It runs
 * with the right to open that socket and imports nothing but Node, so that what holds the right stays small.
 */
const engine = process.env.ENGINE_SOCKET ?? '/var/run/docker.sock';
const socket = process.env.GATE_SOCKET ?? '/run/paramedic/engine.sock';
const say = (event: string, fields: object): void =>
  void process.stderr.write(`${JSON.stringify({ timestamp: new Date().toISOString(), event, ...fields })}\n`);

if (process.argv[2] === 'healthcheck') {
  process.exitCode = (await probe(socket, 5_000)) ? 0 : 1;
} else {
  const open = parseSwitches(process.env.PARAMEDIC_GATE_ALLOW ?? '');
  const gate = createGate({ engine, open, onRefusal: (reason) => say('request_refused', { reason }) });
  // A socket file outlives a killed process, and nobody else listens in this folder.
  rmSync(socket, { force: true });
  gate.listen(socket, () => {
    // Its folder is shared with the monitor only; the group is the monitor's.
    chmodSync(socket, 0o660);
    say('gate_open', { engine, socket, allows: [...open] });
  });
  const stop = (): void => {
    gate.close();
    gate.closeAllConnections();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
