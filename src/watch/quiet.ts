import { wildcardFits } from '../base/wildcard.ts';
import type { MaintenanceWindow } from '../config/config.ts';
import { isDismissed } from '../healing/dismissal.ts';
import type { Quiet } from '../healing/draft.ts';
import type { IncidentType, Silence } from '../incidents/incident.ts';
import { quietOf } from '../incidents/silence.ts';
import type { HoldView } from '../incidents/view.ts';
import type { Entry, Roster } from './roster.ts';

export interface QuietHoursDeps {
  readonly roster: Roster;
  readonly windows: readonly MaintenanceWindow[];
  readonly silences: () => readonly Silence[];
}

/** A guard that ends is not announced: it is asked again this often. */
const GUARD_LOOK_AGAIN_MS = 5_000;

/** What people asked not to be told of, and what they asked not to be done: silences, windows, guards. */
export class QuietHours {
  readonly #deps: QuietHoursDeps;
  #guards: readonly Entry[] = [];
  #version = -1;

  constructor(deps: QuietHoursDeps) {
    this.#deps = deps;
  }

  of(target: string, type: IncidentType, now: number): Quiet {
    const { muted, holdsHealing, until } = quietOf(target, type, this.#deps.silences(), this.#deps.windows, now);
    if (holdsHealing && until !== undefined) return { muted, until, pause: { reason: 'maintenance', until } };
    const again = now + GUARD_LOOK_AGAIN_MS;
    // Whether a guard still runs is not known while the engine is away, and that must not be why nobody hears of it.
    const isGuarded = type !== 'engine_unreachable' && this.#isGuarded(target);
    if (isGuarded) return { muted, until, pause: { reason: 'guarded', until: again } };
    return { muted, until, pause: undefined };
  }

  /** Why a sick one is left alone, or nobody told of it, for people who wonder. */
  holdOf({ chart }: Entry, now: number): HoldView | undefined {
    if (chart.verdict.kind !== 'sick') return undefined;
    const { type } = chart.verdict;
    if (isDismissed(chart, type)) return { reason: 'resolved_by_hand', until: undefined };
    const { muted, until, pause } = this.of(chart.target, type, now);
    if (pause !== undefined)
      return { reason: pause.reason, until: pause.reason === 'guarded' ? undefined : pause.until };
    return muted === undefined ? undefined : { reason: muted, until };
  }

  /** A backup or an updater is at work on it. */
  #isGuarded(target: string): boolean {
    return this.#guardsNow().some(
      ({ chart }) =>
        chart.container.state === 'running' &&
        chart.target !== target &&
        chart.settings.guards.some((pattern) => wildcardFits(pattern, target)),
    );
  }

  #guardsNow(): readonly Entry[] {
    const { roster } = this.#deps;
    if (this.#version !== roster.version) {
      this.#guards = [...roster.entries].filter(({ chart }) => chart.settings.guards.length > 0);
      this.#version = roster.version;
    }
    return this.#guards;
  }
}
