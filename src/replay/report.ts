import type { PrintedSetting } from '../config/print.ts';
import { iso } from '../incidents/report/instant.ts';
import type { Difference, Replay, Tallies } from './replay.ts';
import type { Skipped } from './simulate.ts';

/** A setting that the new policy changes. */
export interface ChangedSetting {
  readonly key: string;
  readonly present: string | null;
  readonly proposed: string | null;
  /** A replay can tell what it would change. */
  readonly counts: boolean;
}

/** What `paramedic replay --json` prints. */
export interface ReplayReport {
  readonly since: string;
  readonly until: string;
  readonly flips: number;
  readonly changed: readonly ChangedSetting[];
  readonly all: Tallies;
  readonly targets: Replay['targets'];
  readonly differences: readonly (Omit<Difference, 'at'> & { readonly at: string })[];
  readonly skipped: Skipped;
  readonly cannotKnow: readonly string[];
}

const CANNOT_KNOW = [
  'Health is as it was recorded. What a container would have done after another decision is unknown: a restart that was not made then heals nothing here, and a recovery that a real restart brought about comes at its time whatever the policy does.',
  'Verdicts are as they were formed then: thresholds of symptoms, probes and restart loops are not applied anew, and flapping is not counted.',
  'Who needs whom, guards, host and engine troubles, and what people ordered (but for silences) are not replayed: `parent_sick`, `guarded`, `engine_unreachable` and the like are in the column DONE only.',
  'Of the labels the ladder of actions is on record; attempts, verification and time-outs are those of the settings.',
  'An act takes as long as it really took when it was really done at that moment, else one second.',
] as const;

/** How long an act takes and when Paramedic itself started is not simulated. */
const COUNTS = /^(?:mode|maintenance|heal\.(?!concurrency$|start_period$|stop_timeout$).+)$/;

export const replayReport = (
  { since, until, differences, ...rest }: Replay,
  present: readonly PrintedSetting[],
  proposed: readonly PrintedSetting[],
): ReplayReport => ({
  since: iso(since),
  until: iso(until),
  ...rest,
  changed: changedSettings(present, proposed),
  differences: differences.map(({ at, ...difference }) => ({ at: iso(at), ...difference })),
  cannotKnow: CANNOT_KNOW,
});

function changedSettings(present: readonly PrintedSetting[], proposed: readonly PrintedSetting[]): ChangedSetting[] {
  const now = new Map(present.map(({ key, value }) => [key, value]));
  return proposed.flatMap(({ key, value }) => {
    const before = now.get(key) ?? null;
    return before === value ? [] : [{ key, present: before, proposed: value, counts: COUNTS.test(key) }];
  });
}
