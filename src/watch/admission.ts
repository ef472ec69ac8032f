import type { ContainerSettings } from '../config/container-settings.ts';
import type { Container } from '../containers/container.ts';
import type { Finding } from '../containers/finding.ts';
import { type Intent, intentSeen, NO_INTENT, withoutHistory } from '../containers/intent.ts';
import { attemptUnderway } from '../healing/chart.ts';
import { nextImages } from '../healing/image-history.ts';
import { firstChart, type TargetPast } from './first-chart.ts';
import { upToDate } from './news.ts';
import { isOurStart } from './own-acts.ts';
import type { Past } from './past.ts';
import { Entry, type Roster } from './roster.ts';
import type { Rules } from './rules.ts';
import type { Ward } from './ward.ts';

export interface AdmissionDeps {
  readonly roster: Roster;
  readonly ward: Ward;
  /** When this process began to watch. */
  readonly startedAt: number;
  readonly rules: Rules;
  readonly past: Past;
  readonly onFinding: (finding: Finding) => void;
}

export interface LookTime {
  /** When it was so, by the engine's clock. */
  readonly at: number;
  /** When we asked. */
  readonly askedAt: number;
  /** And as which question. */
  readonly number: number;
}

/** Takes a container that was looked at into the chart of its target, and decides which container a target is. */
export class Admission {
  readonly #deps: AdmissionDeps;

  constructor(deps: AdmissionDeps) {
    this.#deps = deps;
  }

  /**
   * False when the answer came too late to be of use: a newer look is taken in already.
   * `introduce`: the intent folded so far of a container that is new to us, and whom it replaces.
   */
  async admit(
    looked: Container,
    { at, askedAt, number }: LookTime,
    introduce: (id: string, instead?: Entry) => Intent | undefined,
  ): Promise<boolean> {
    const { roster, ward } = this.#deps;
    // Whoever has left since is not there again because an answer about him comes late.
    if (number < roster.departed.leftAs(looked.id)) return false;
    const known = roster.get(looked.target);
    const container = known === undefined ? looked : upToDate(known, looked, number);
    if (container === undefined) return false;
    const { settings, findings } = this.#deps.rules.settingsOf(container);
    if (!this.#deps.rules.isWatched(container)) {
      if (known?.chart.container.id === container.id && !isBeingReplaced(known)) await this.dismiss(known, at);
      return true;
    }
    const entry = known ?? this.#enrol(container, settings, findings, askedAt, introduce);
    const replaces = entry.chart.container.id !== container.id;
    if (replaces && !takesOver(container, entry.chart.container)) return true;
    const formerUntil = replaces ? entry.thereUntil : undefined;
    if (replaces) {
      // Somebody recreated it: if not we, that is a person's hand. The end of the old one says nothing of the new.
      const heard = introduce(container.id, entry) ?? NO_INTENT;
      const takenDownAt = heard.takenDownAt ?? entry.intent.takenDownAt;
      entry.intent = isBeingReplaced(entry) ? heard : { ...heard, touchedAt: at, takenDownAt };
    }
    entry.intent = intentSeen(entry.intent, container, isOurStart(entry.chart.attempts, container));
    if (replaces || known === undefined) for (const finding of findings) this.#deps.onFinding(finding);
    entry.findings = findings;
    entry.factsAt = askedAt;
    entry.takenIn = number;
    const place = this.#deps.rules.placeOf(container);
    await ward.look(entry, container, at, {
      standing: { settings, place },
      formerUntil,
      isStill: () => entry.chart.container.id === container.id || takesOver(container, entry.chart.container),
    });
    return true;
  }

  /** Decides anew on what is known. */
  again(entry: Entry): Promise<void> {
    return this.#deps.ward.again(entry);
  }

  /** A target that is gone, or not watched any more: its story ends here. */
  async dismiss(entry: Entry, at: number): Promise<void> {
    // First, so that whoever comes by that name meanwhile is somebody new.
    this.#deps.roster.remove(entry.chart.target);
    await this.#deps.ward.look(entry, entry.chart.container, at, { gone: true });
  }

  /** Of a target that is remembered everything is news. */
  #isNews(heard: Intent, past: TargetPast, watchedFrom: number): boolean {
    // A restart of ours that outlived us looks like somebody's stop.
    if (past.attempts.some((attempt) => attempt.finishedAt === undefined)) return false;
    const { stoppedOnPurpose, end } = withoutHistory(heard, watchedFrom);
    return stoppedOnPurpose || end !== undefined;
  }

  #enrol(
    container: Container,
    settings: ContainerSettings,
    findings: readonly Finding[],
    factsAt: number,
    introduce: (id: string) => Intent | undefined,
  ): Entry {
    const past = this.#deps.past.take(container.target);
    const first = firstChart(container, this.#deps.rules.placeOf(container), settings, past, factsAt);
    const images = this.#deps.roster.departed.takeImagesOf(container.target) ?? first.images;
    const chart = { ...first, images: nextImages(images, container.imageId, false) };
    const entry = new Entry(chart, factsAt, findings);
    const heard = introduce(container.id);
    if (past.memory === undefined) entry.watchedFrom = Math.min(this.#deps.startedAt, endToldBy(container));
    if (heard !== undefined && this.#isNews(heard, past, entry.watchedFrom)) entry.intent = heard;
    // What we remember of an older container of this target is no news of this one, but somebody replaced it.
    if (past.memory !== undefined && past.memory.containerId !== container.id) {
      entry.intent = { ...entry.intent, touchedAt: container.createdAt };
    }
    this.#deps.roster.add(entry);
    return entry;
  }
}

const isUp = ({ state }: Container): boolean => state === 'running' || state === 'paused';

/** A busy engine tells of an end so much later than it was. */
const TOLD_AFTER_MS = 30_000;

/** An end that is told of later, by the engine's own clock, is one that this look does not show, whatever our clock says. */
const endToldBy = (container: Container): number => {
  const { startedAt = 0, finishedAt = 0 } = container;
  return isUp(container) ? startedAt : finishedAt + TOLD_AFTER_MS;
};

/** We are recreating it at this moment: for a while there are two of it, or none. */
export const isBeingReplaced = ({ chart }: Entry): boolean => attemptUnderway(chart)?.action === 'recreate';

/** While compose recreates, two containers carry one identity: the one that runs is it; of two equals the newer. */
export function takesOver(candidate: Container, current: Container): boolean {
  if (isUp(candidate) !== isUp(current)) return isUp(candidate);
  return candidate.createdAt > current.createdAt;
}
