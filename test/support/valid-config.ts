import type { Config } from '../../src/config/config.ts';
import { configOf } from './cli.ts';

/** The frozen configuration that these variables make. */
export function validConfig(env: Record<string, string> = {}): Config {
  const loaded = configOf(env);
  if (!loaded.ok) throw new Error(`not a valid configuration: ${JSON.stringify(loaded.faults)}`);
  return loaded.config;
}
