import { connect } from 'node:net';
import type { ProbeResult } from '../probes/reading.ts';
import { Attempt, type AttemptOptions } from './attempt.ts';
import { lookupWithinLimits } from './off-limits.ts';

/** It is well when it takes a connection; nothing is sent. */
export function probeTcp(port: number, options: AttemptOptions): Promise<ProbeResult> {
  const attempt = new Attempt(options);
  const socket = connect({ host: options.host, port, lookup: lookupWithinLimits });
  attempt.over(() => socket.destroy());
  attempt.follow(socket);
  socket.once('connect', () => attempt.succeed());
  socket.on('error', (error) => attempt.blame(error));
  return attempt.result;
}
