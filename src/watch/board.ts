import type { HealConfig } from '../config/config.ts';
import type { Finding } from '../containers/finding.ts';
import type { HostSample } from '../containers/sample.ts';
import type { Chart } from '../healing/chart.ts';
import type { Incident } from '../incidents/incident.ts';
import type {
  DecisionRecord,
  EngineStatus,
  HoldView,
  StorageStatus,
  TargetView,
  WatchView,
} from '../incidents/view.ts';
import type { Entry, Roster } from './roster.ts';

export interface BoardDeps {
  readonly roster: Roster;
  readonly heal: HealConfig;
  readonly mode: 'heal' | 'shadow';
  readonly now: () => number;
  readonly hold: (entry: Entry) => HoldView | undefined;
  readonly engine: () => EngineStatus;
  readonly storage: () => StorageStatus;
  readonly hostSample: () => HostSample | undefined;
  readonly hostIncidents: () => readonly Incident[];
  readonly findings: () => readonly Finding[];
  readonly lastTurnAt: () => number;
}

/** What the faces read: everything in memory, nothing of it theirs to change. */
export class Board implements WatchView {
  readonly #deps: BoardDeps;
  /** What was shown last of each, and of what it was made: of thousands hardly any change between two looks. */
  readonly #shown = new WeakMap<Entry, { readonly chart: Chart; readonly view: TargetView }>();

  constructor(deps: BoardDeps) {
    this.#deps = deps;
  }

  targets(): readonly TargetView[] {
    return [...this.#deps.roster.entries].map((entry) => this.#view(entry));
  }

  target(name: string): TargetView | undefined {
    const entry = this.#deps.roster.get(name) ?? this.#byName(name);
    return entry === undefined ? undefined : this.#view(entry);
  }

  explain(name: string): readonly DecisionRecord[] | undefined {
    return (this.#deps.roster.get(name) ?? this.#byName(name))?.decisions;
  }

  openIncidents(): readonly Incident[] {
    const own = [...this.#deps.roster.entries].flatMap((entry) => entry.chart.incidents);
    return [...this.#deps.hostIncidents(), ...own];
  }

  findings(): readonly Finding[] {
    const labels = [...this.#deps.roster.entries].flatMap((entry) => entry.findings);
    return [...this.#deps.findings(), ...labels];
  }

  engine(): EngineStatus {
    return this.#deps.engine();
  }

  storage(): StorageStatus {
    return this.#deps.storage();
  }

  hostSample(): HostSample | undefined {
    return this.#deps.hostSample();
  }

  unwatched(): number {
    return this.#deps.roster.unwatched;
  }

  mode(): 'heal' | 'shadow' {
    return this.#deps.mode;
  }

  lastTurnAt(): number {
    return this.#deps.lastTurnAt();
  }

  /** People type the container's name as `docker ps` shows it. */
  #byName(name: string): Entry | undefined {
    for (const entry of this.#deps.roster.entries) if (entry.chart.container.name === name) return entry;
    return undefined;
  }

  #view(entry: Entry): TargetView {
    const { chart, sample, probes } = entry;
    const horizon = this.#deps.now() - this.#deps.heal.budget.windowMs;
    let recentAttempts = 0;
    for (const { action, intendedAt } of chart.attempts) {
      if (action === 'restart' && intendedAt > horizon) recentAttempts += 1;
    }
    const hold = this.#deps.hold(entry);
    const shown = this.#shown.get(entry);
    if (shown?.chart === chart) {
      const { view } = shown;
      const isStill = view.sample === sample && view.probes === probes && view.recentAttempts === recentAttempts;
      if (isStill && hold === undefined && view.hold === undefined) return view;
    }
    const view: TargetView = {
      target: chart.target,
      container: chart.container,
      verdict: chart.verdict.kind,
      reason: chart.verdict.reason,
      since: chart.since,
      actions: actionsOf(chart),
      sample,
      probes,
      openIncidents: chart.incidents,
      recentAttempts,
      dueAt: chart.dueAt,
      hold,
    };
    this.#shown.set(entry, { chart, view });
    return view;
  }
}

/** What may be done, or the reason why nothing is. */
function actionsOf({ place, settings }: Entry['chart']): readonly string[] {
  const free = place === 'ordinary' || (place === 'own_stack' && settings.actionsByLabel);
  return free ? settings.actions : [place];
}
