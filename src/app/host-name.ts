import { hostname } from 'node:os';
import type { Clock } from '../base/clock.ts';
import { within } from '../base/within.ts';
import type { Config } from '../config/config.ts';
import type { Engine } from '../docker/open-engine.ts';

/** How long the start waits for the engine to tell the host's name; without it the machine's own name serves. */
const PATIENCE_MS = 3_000;

/** The name under which everything is recorded: as configured, else the engine's, else the machine's. */
export async function hostName(config: Config, engine: Engine, clock: Clock): Promise<string> {
  if (config.host !== undefined) return config.host;
  const facts = engine.introduce().then(
    (it) => it.facts,
    () => undefined,
  );
  return (await within(clock, PATIENCE_MS, facts))?.host ?? hostname();
}
