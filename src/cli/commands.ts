import type { Config } from '../config/config.ts';
import { formatFaults } from '../config/fault.ts';
import { printConfig } from '../config/print.ts';
import type { ExplainReport } from '../incidents/report/container.ts';
import type { IncidentReport, StoryReport } from '../incidents/report/incident.ts';
import type { StatusReport } from '../incidents/report/status.ts';
import { createClient, type MonitorClient } from './client.ts';
import type { CliDeps } from './deps.ts';
import { examine, renderChecks } from './doctor/doctor.ts';
import { renderExplain } from './explain.ts';
import { findTarget } from './find-container.ts';
import { healthcheck } from './healthcheck.ts';
import { incidentTable } from './incidents.ts';
import { renderStatus } from './status.ts';
import { renderStory } from './story.ts';

/** Exit codes of the contract. */
export const EXIT = { fine: 0, failed: 1, badInput: 2, degraded: 3 } as const;

export interface IncidentFilter {
  status?: string;
  type?: string;
  target?: string;
  limit: number;
}

/** The most that the monitor hands out at once. */
const PAGE = 200;

/** Each command does its work, prints, and returns the exit code. */
export class Commands {
  readonly #deps: CliDeps;

  constructor(deps: CliDeps) {
    this.#deps = deps;
  }

  serve = async (): Promise<number> => this.#withConfig((config, findings) => this.#deps.serve(config, findings));

  migrate = async (): Promise<number> =>
    this.#withConfig(async (config) => this.#print([await this.#deps.migrate(config)]));

  databaseUrl = async (): Promise<number> =>
    this.#withConfig(async (config) => this.#print([await this.#deps.databaseUrl(config)]));

  healthcheck = async (): Promise<number> =>
    this.#withConfig(async ({ listen }) => {
      const { healthy, line } = await healthcheck(listen);
      this.#print([line]);
      return healthy ? EXIT.fine : EXIT.failed;
    });

  status = async (json: boolean): Promise<number> =>
    this.#withMonitor(async (client) => {
      const status = await client.get<StatusReport>('/api/status');
      if (json) this.#printJson(status);
      else this.#print(renderStatus(status, this.#deps.paint));
      return status.state === 'degraded' ? EXIT.degraded : EXIT.fine;
    });

  incidents = async (filter: IncidentFilter, json: boolean): Promise<number> =>
    this.#withMonitor(async (client) => {
      const items = await listIncidents(client, filter);
      if (json) return this.#printJson({ items });
      const lines = incidentTable(items, this.#deps.now(), this.#deps.paint);
      return this.#print(lines.length > 0 ? lines : ['No incidents.']);
    });

  incident = async (id: string, json: boolean): Promise<number> =>
    this.#withMonitor(async (client) => {
      const story = await client.get<StoryReport>(`/api/incidents/${encodeURIComponent(id)}`);
      if (json) return this.#printJson(story);
      return this.#print(renderStory(story, this.#deps.now(), this.#deps.paint));
    });

  explain = async (container: string, json: boolean): Promise<number> =>
    this.#withMonitor(async (client) => {
      const target = await findTarget(client, container);
      const report = await client.get<ExplainReport>(`/api/containers/${encodeURIComponent(target)}/explain`);
      if (json) return this.#printJson(report);
      return this.#print(renderExplain(report, this.#deps.now(), this.#deps.paint));
    });

  printConfig = async (json: boolean): Promise<number> => {
    const loaded = this.#deps.loadConfig();
    if (!loaded.ok) return this.#tellFaults(loaded.faults);
    return this.#print([printConfig(loaded.chosen, json ? 'json' : 'text')]);
  };

  checkConfig = async (json: boolean): Promise<number> => {
    const loaded = this.#deps.loadConfig();
    const { ok, findings } = loaded;
    const faults = ok ? [] : loaded.faults;
    if (json) this.#printJson({ ok, faults, findings });
    else if (ok) this.#print(['The configuration is fine.']);
    else this.#tellFaults(faults);
    if (!json) this.#print(findings.map(({ subject, message, cure }) => `${subject}: ${message} ${cure}`));
    return ok ? EXIT.fine : EXIT.badInput;
  };

  doctor = async (json: boolean): Promise<number> =>
    this.#withConfig(async (config, findings) => {
      const checks = await examine({ config, findings, client: createClient(config), facts: this.#deps.facts });
      if (json) this.#printJson({ checks });
      else this.#print(renderChecks(checks, this.#deps.paint));
      return checks.some((check) => check.level === 'fail') ? EXIT.failed : EXIT.fine;
    });

  #withMonitor(run: (client: MonitorClient) => Promise<number>): Promise<number> {
    return this.#withConfig((config) => run(createClient(config)));
  }

  async #withConfig(
    run: (config: Config, findings: Parameters<CliDeps['serve']>[1]) => Promise<number>,
  ): Promise<number> {
    const loaded = this.#deps.loadConfig();
    return loaded.ok ? run(loaded.config, loaded.findings) : this.#tellFaults(loaded.faults);
  }

  #tellFaults(faults: Parameters<typeof formatFaults>[0]): number {
    this.#deps.stderr(`${formatFaults(faults)}\n`);
    return EXIT.badInput;
  }

  #print(lines: readonly string[]): number {
    if (lines.length > 0) this.#deps.stdout(`${lines.join('\n')}\n`);
    return EXIT.fine;
  }

  #printJson(value: unknown): number {
    // JSON.stringify escapes only the older half of the control characters.
    const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return this.#print([JSON.stringify(value, null, 2).replace(/[^\P{Cc}\n]/gu, escaped)]);
  }
}

async function listIncidents(client: MonitorClient, { limit, ...filter }: IncidentFilter): Promise<IncidentReport[]> {
  const items: IncidentReport[] = [];
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== undefined));
  while (items.length < limit) {
    query.set('limit', String(Math.min(PAGE, limit - items.length)));
    const page = await client.get<{ items: IncidentReport[]; next: string | null }>(`/api/incidents?${query}`);
    items.push(...page.items);
    if (page.next === null) break;
    query.set('before', page.next);
  }
  return items.slice(0, limit);
}
