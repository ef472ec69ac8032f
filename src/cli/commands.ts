import { printConfig } from '../config/print.ts';
import type { IncidentStoryReport, StatusWithOnCall } from '../escalation/as-json.ts';
import type { ExplainReport } from '../incidents/report/container.ts';
import type { IncidentReport } from '../incidents/report/incident.ts';
import { createClient } from './client.ts';
import type { CliDeps } from './deps.ts';
import { examine, renderChecks } from './doctor/doctor.ts';
import { EXIT } from './exit.ts';
import { renderExplain } from './explain.ts';
import { findTarget } from './find-container.ts';
import { healthcheck } from './healthcheck.ts';
import { incidentTable } from './incidents.ts';
import { listPages } from './pages.ts';
import { Session } from './session.ts';
import { renderStatus } from './status.ts';
import { renderStory } from './story.ts';

export interface IncidentFilter {
  status?: string;
  type?: string;
  target?: string;
  limit: number;
}

const MOST_DECISIONS = 1_000;

/** Each command does its work, prints, and returns the exit code. */
export class Commands {
  readonly #deps: CliDeps;
  readonly #session: Session;

  constructor(deps: CliDeps) {
    this.#deps = deps;
    this.#session = new Session(deps);
  }

  serve = async (): Promise<number> =>
    this.#session.withConfig((config, findings) => this.#deps.serve(config, findings));

  work = async (): Promise<number> => this.#session.withConfig((config) => this.#deps.work(config));

  migrate = async (): Promise<number> =>
    this.#session.withConfig(async (config) => this.#session.print([await this.#deps.migrate(config)]));

  databaseUrl = async (): Promise<number> =>
    this.#session.withConfig(async (config) => this.#session.print([await this.#deps.databaseUrl(config)]));

  healthcheck = async (): Promise<number> =>
    this.#session.withConfig(async ({ listen }) => {
      const { healthy, line } = await healthcheck(listen);
      this.#session.print([line]);
      return healthy ? EXIT.fine : EXIT.failed;
    });

  status = async (json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const status = await client.get<StatusWithOnCall>('/api/status');
      if (json) this.#session.printJson(status);
      else this.#session.print(renderStatus(status, this.#deps.paint));
      return status.state === 'degraded' ? EXIT.degraded : EXIT.fine;
    });

  incidents = async (filter: IncidentFilter, json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const items = await listPages<IncidentReport>(client, '/api/incidents', { ...filter });
      if (json) return this.#session.printJson({ items });
      const lines = incidentTable(items, this.#deps.now(), this.#deps.paint);
      return this.#session.print(lines.length > 0 ? lines : ['No incidents.']);
    });

  incident = async (id: string, json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const story = await client.get<IncidentStoryReport>(`/api/incidents/${encodeURIComponent(id)}`);
      if (json) return this.#session.printJson(story);
      return this.#session.print(renderStory(story, this.#deps.now(), this.#deps.paint));
    });

  /** The last decisions, which are in memory; with `since` all that are on record since then. */
  explain = async (container: string, since: number | undefined, json: boolean): Promise<number> =>
    this.#session.withMonitor(async (client) => {
      const target = await findTarget(client, container);
      const query = since === undefined ? '' : `?since=${new Date(since).toISOString()}&limit=${MOST_DECISIONS}`;
      const report = await client.get<ExplainReport>(`/api/containers/${encodeURIComponent(target)}/explain${query}`);
      if (json) return this.#session.printJson(report);
      return this.#session.print(renderExplain(report, this.#deps.now(), this.#deps.paint));
    });

  printConfig = async (json: boolean): Promise<number> => {
    const loaded = this.#deps.loadConfig();
    if (!loaded.ok) return this.#session.tellFaults(loaded.faults);
    return this.#session.print([printConfig(loaded.chosen, json ? 'json' : 'text')]);
  };

  checkConfig = async (json: boolean): Promise<number> => {
    const loaded = this.#deps.loadConfig();
    const { ok, findings } = loaded;
    const faults = ok ? [] : loaded.faults;
    if (json) this.#session.printJson({ ok, faults, findings });
    else if (ok) this.#session.print(['The configuration is fine.']);
    else this.#session.tellFaults(faults);
    if (!json) this.#session.print(findings.map(({ subject, message, cure }) => `${subject}: ${message} ${cure}`));
    return ok ? EXIT.fine : EXIT.badInput;
  };

  doctor = async (json: boolean): Promise<number> =>
    this.#session.withConfig(async (config, findings) => {
      const { facts, now } = this.#deps;
      const checks = await examine({ config, findings, client: createClient(config), facts, now: now() });
      if (json) this.#session.printJson({ checks });
      else this.#session.print(renderChecks(checks, this.#deps.paint));
      return checks.some((check) => check.level === 'fail') ? EXIT.failed : EXIT.fine;
    });
}
