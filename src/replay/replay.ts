import type { Config } from '../config/config.ts';
import type { Deed } from './deed.ts';
import type { History } from './history.ts';
import { type Simulated, type Skipped, simulate } from './simulate.ts';
import { realDeeds, type Tally, tallyOf } from './tally.ts';

export interface Replay {
  readonly since: number;
  readonly until: number;
  /** Changes of verdict that were played. */
  readonly flips: number;
  readonly all: Tallies;
  /** Every target about which anything was or would be decided. */
  readonly targets: readonly (Tallies & { readonly host: string; readonly target: string })[];
  /** Decisions that only one of the two policies makes, oldest first. */
  readonly differences: readonly Difference[];
  readonly skipped: Skipped;
}

export interface Tallies {
  /** What was really done. */
  readonly done: Tally;
  readonly present: Tally;
  readonly proposed: Tally;
}

/** What each policy decides about one target at one moment, where they differ. */
export interface Difference {
  readonly at: number;
  readonly host: string;
  readonly target: string;
  readonly present: readonly string[];
  readonly proposed: readonly string[];
}

/** Pure: plays the record under two configurations and sets what they would do beside what was done. */
export function replay(history: History, present: Config, proposed: Config): Replay {
  const hosts = [...new Set(history.flips.map(({ host }) => host))].sort();
  const play = (config: Config): Simulated[] => hosts.map((host) => simulate(host, history, config));
  const [now, then] = [play(present), play(proposed)];
  const deeds = { done: realDeeds(history), present: now.flatMap(deedsOf), proposed: then.flatMap(deedsOf) };
  return {
    since: history.since,
    until: history.until,
    flips: history.flips.filter(({ at }) => at >= history.since).length,
    all: talliesOf(deeds),
    targets: byTarget(deeds),
    differences: differencesOf(deeds.present, deeds.proposed),
    skipped: now.reduce<Skipped>((sum, { skipped }) => added(sum, skipped), NONE_SKIPPED),
  };
}

type Deeds = Readonly<Record<keyof Tallies, readonly Deed[]>>;

const deedsOf = ({ deeds }: Simulated): readonly Deed[] => deeds;
const NONE_SKIPPED: Skipped = { flipsWithoutDetail: 0, sickBefore: 0, gaps: 0 };
const added = (a: Skipped, b: Skipped): Skipped => ({
  flipsWithoutDetail: a.flipsWithoutDetail + b.flipsWithoutDetail,
  sickBefore: a.sickBefore + b.sickBefore,
  gaps: a.gaps + b.gaps,
});

const talliesOf = ({ done, present, proposed }: Deeds): Tallies => ({
  done: tallyOf(done),
  present: tallyOf(present),
  proposed: tallyOf(proposed),
});

const keyOf = ({ host, target }: Pick<Deed, 'host' | 'target'>): string => JSON.stringify([host, target]);

function grouped<T extends Pick<Deed, 'host' | 'target'>>(
  list: readonly T[],
  key: (item: T) => string,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(key(item)) ?? [];
    group.push(item);
    groups.set(key(item), group);
  }
  return groups;
}

function byTarget(deeds: Deeds): Replay['targets'] {
  const groups = {
    done: grouped(deeds.done, keyOf),
    present: grouped(deeds.present, keyOf),
    proposed: grouped(deeds.proposed, keyOf),
  };
  const keys = new Set([...groups.done.keys(), ...groups.present.keys(), ...groups.proposed.keys()]);
  return [...keys].sort().map((key) => {
    const [host, target] = JSON.parse(key) as [string, string];
    const of = (name: keyof Tallies): readonly Deed[] => groups[name].get(key) ?? [];
    return { host, target, ...talliesOf({ done: of('done'), present: of('present'), proposed: of('proposed') }) };
  });
}

function differencesOf(present: readonly Deed[], proposed: readonly Deed[]): Difference[] {
  const momentOf = (deed: Deed): string => JSON.stringify([deed.at, deed.host, deed.target]);
  const [now, then] = [grouped(present, momentOf), grouped(proposed, momentOf)];
  return [...new Set([...now.keys(), ...then.keys()])]
    .map((key): Difference => {
      const [at, host, target] = JSON.parse(key) as [number, string, string];
      return {
        at,
        host,
        target,
        present: (now.get(key) ?? []).map(inWords),
        proposed: (then.get(key) ?? []).map(inWords),
      };
    })
    .filter((difference) => difference.present.join() !== difference.proposed.join())
    .sort((a, b) => a.at - b.at);
}

/** `restart`, `hand_over attempts_exhausted`, `refusal backoff`. */
const inWords = ({ kind, name }: Deed): string => (kind === 'attempt' ? name : `${kind} ${name}`);
