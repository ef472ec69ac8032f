import { breathe, eachInTurns } from '../base/breathe.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { atMost, inParallel } from '../base/in-parallel.ts';
import type { ContainerSummary } from '../containers/container.ts';
import type { Census } from '../containers/ports.ts';
import { nameBefore } from '../containers/set-aside.ts';
import { targetOf } from '../containers/target.ts';
import type { Happening } from '../incidents/happening.ts';
import { type Admission, isBeingReplaced } from './admission.ts';
import type { EngineWatch } from './engine-watch.ts';
import { looksOf } from './looks.ts';
import type { MissingServices } from './missing-services.ts';
import { nextNumber } from './news.ts';
import type { Roster } from './roster.ts';
import type { Rules } from './rules.ts';
import type { Watcher } from './watcher.ts';

export interface RoundsDeps {
  readonly roster: Roster;
  readonly admission: Admission;
  readonly watcher: Watcher;
  readonly engineWatch: EngineWatch;
  readonly census: Census;
  readonly clock: Clock;
  readonly happenings: Emitter<Happening>;
  readonly rules: Rules;
  readonly missing: MissingServices;
}

/** Inspects under way at once: the engine answers one in 0.3 ms, and looks on the event path must not queue behind us. */
const INSPECTS_AT_ONCE = 8;

/** Looks under way at once: those that wait to be recorded share a transaction, and the engine is asked on meanwhile. */
const LOOKS_AT_ONCE = 64;

/** A full look at thousands is spread over seconds: it must neither take a core for itself nor keep events waiting. */
const LOOKS_A_SECOND = 1_250;

/** Those who are decided on anew between two breaths. */
const DECISIONS_A_BREATH = 50;

/** The truth, every now and then and after every gap: one list, an inspect for whatever is new, changed or has a check. */
export class Rounds {
  readonly #deps: RoundsDeps;
  /** Targets whose container the last list shows set aside: a recreate is under way, or was left behind. */
  setAside: ReadonlySet<string> = new Set();

  constructor(deps: RoundsDeps) {
    this.#deps = deps;
  }

  async reconcile(): Promise<void> {
    const { census, clock, roster, engineWatch, happenings, admission, watcher } = this.#deps;
    const startedAt = clock.now();
    const asked = nextNumber();
    const { connection } = engineWatch;
    const all = await census.list();
    // After a gap everything is looked at: a container may have been restarted and look the same in a list.
    const afterGap = !engineWatch.status().connected;
    this.#deps.rules.learn(all, asked);
    this.setAside = new Set(all.flatMap(({ name, labels }) => targetBefore(name, labels) ?? []));
    const present = new Set(all.map((summary) => summary.id));
    watcher.keepStrangers(present);
    const watched = all.filter((summary) => this.#deps.rules.isWatched(summary));
    roster.unwatched = all.length - watched.length;
    happenings.emit({ kind: 'listed', at: clock.now(), containers: watched.length });
    const wanted = afterGap ? watched : looksOf(watched, (target) => roster.get(target));
    const inTurn = atMost(INSPECTS_AT_ONCE);
    const begin = clock.now();
    await inParallel([...wanted.entries()], LOOKS_AT_ONCE, async ([index, { id }]) => {
      let askedAt = begin;
      let number = 0;
      const container = await inTurn(async () => {
        const early = begin + (index * 1_000) / LOOKS_A_SECOND - clock.now();
        if (early >= 1) await clock.sleep(early);
        askedAt = clock.now();
        number = nextNumber();
        return census.inspect(id);
      });
      if (container === undefined) return;
      const time = { at: askedAt, askedAt, number };
      await admission.admit(container, time, (stranger, instead) => watcher.introduce(stranger, instead));
    });
    await this.#dismissGone(new Map(watched.map((summary) => [summary.id, summary.target])), startedAt, afterGap);
    engineWatch.listed(startedAt, connection);
    const seconds = (clock.now() - startedAt) / 1000;
    happenings.emit({ kind: 'reconciled', at: clock.now(), seconds, containers: roster.size });
    await this.#decideAgain(afterGap);
    this.#deps.missing.notePresent(all);
    await this.#deps.missing.check(clock.now());
  }

  /** Gone from the list, not watched any more, or known by another name now. */
  async #dismissGone(targets: ReadonlyMap<string, string>, listedAt: number, afterGap: boolean): Promise<void> {
    const { roster, admission, missing, watcher, engineWatch } = this.#deps;
    for (const entry of [...roster.entries]) {
      const joinedLater = entry.factsAt > listedAt && !targets.has(entry.chart.container.id);
      const present = targets.get(entry.chart.container.id) === entry.chart.target;
      // What we have set aside ourselves comes back: nobody has removed it.
      const isAside = isBeingReplaced(entry) || this.setAside.has(entry.chart.target);
      if (present) entry.listedAt = listedAt;
      if (present || joinedLater || isAside) continue;
      missing.noteGone(entry, listedAt, !afterGap && engineWatch.status().connected);
      watcher.noteGone(entry);
      await admission.dismiss(entry, listedAt);
    }
  }

  /** Whoever was held back because the engine was away is decided on anew. */
  async #decideAgain(afterGap: boolean): Promise<void> {
    if (!afterGap || !this.#deps.engineWatch.status().connected) return;
    const decided: Promise<void>[] = [];
    await eachInTurns([...this.#deps.roster.entries], DECISIONS_A_BREATH, breathe, (entry) => {
      decided.push(this.#deps.admission.again(entry));
    });
    await Promise.all(decided);
  }
}

/** Which target it was before a recreate set it aside; undefined when none has. */
function targetBefore(name: string, labels: ContainerSummary['labels']): string | undefined {
  const before = nameBefore(name);
  return before === undefined ? undefined : targetOf(before, labels);
}
