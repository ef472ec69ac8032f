import type { Config } from '../config/config.ts';
import { type Fault, formatFaults } from '../config/fault.ts';
import type { Finding } from '../containers/finding.ts';
import { createClient, type MonitorClient } from './client.ts';
import type { CliDeps } from './deps.ts';
import { EXIT } from './exit.ts';

/** What every command needs: the configuration that is in force, the running monitor, and somewhere to print. */
export class Session {
  readonly #deps: CliDeps;

  constructor(deps: CliDeps) {
    this.#deps = deps;
  }

  withMonitor(run: (client: MonitorClient) => Promise<number>): Promise<number> {
    return this.withConfig((config) => run(createClient(config)));
  }

  /** Faults of the configuration are told all together; nothing else is done then. */
  async withConfig(run: (config: Config, findings: readonly Finding[]) => Promise<number>): Promise<number> {
    const loaded = this.#deps.loadConfig();
    return loaded.ok ? run(loaded.config, loaded.findings) : this.tellFaults(loaded.faults);
  }

  tellFaults(faults: readonly Fault[]): number {
    this.#deps.stderr(`${formatFaults(faults)}\n`);
    return EXIT.badInput;
  }

  print(lines: readonly string[]): number {
    if (lines.length > 0) this.#deps.stdout(`${lines.join('\n')}\n`);
    return EXIT.fine;
  }

  printJson(value: unknown): number {
    // JSON.stringify escapes only the older half of the control characters.
    const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return this.print([JSON.stringify(value, null, 2).replace(/[^\P{Cc}\n]/gu, escaped)]);
  }
}
