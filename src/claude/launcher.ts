import type { Clock } from '../base/clock.ts';
import type { Launcher } from '../escalation/launch.ts';
import { Run } from './run.ts';

/** Launches real Claude Code through its SDK, under the gate, within the limits. */
export const createLauncher = (clock: Clock): Launcher => ({
  launch: (order, listener) => new Run(order, listener, clock).run(),
});
