import type { Config } from '../config/config.ts';
import { parseLabels } from '../config/labels.ts';
import { isSetAside } from '../containers/set-aside.ts';
import type { Place } from '../healing/place.ts';
import { nextNumber } from './news.ts';
import { type OwnParts, oneShotJobs, placeOf } from './place.ts';

interface Labelled {
  readonly id: string;
  readonly target: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the labels of containers say of them, in the light of the configuration and of where we run ourselves. */
export class Rules {
  readonly #config: Config;
  readonly #own: OwnParts;
  #ownProject: string | undefined;
  /** Labels never change in the life of a container: each is read once. */
  readonly #read = new Map<string, ReturnType<typeof parseLabels>>();
  /** Services that are meant to end: as of the last list, and of the containers that were made since. */
  #jobs = new Set<string>();
  /** What was told of since, as of which number. */
  readonly #toldJobs = new Map<string, number>();

  constructor(config: Config, own: OwnParts) {
    this.#config = config;
    this.#own = own;
  }

  /** From a full list, asked for as this number: who is a job, and which project is ours. */
  learn(all: readonly Pick<Labelled, 'id' | 'labels'>[], number: number): void {
    this.#jobs = oneShotJobs(all);
    for (const [job, toldAs] of this.#toldJobs) {
      // The list is older.
      if (toldAs > number) this.#jobs.add(job);
      else this.#toldJobs.delete(job);
    }
    const present = new Set(all.map(({ id }) => id));
    for (const id of this.#read.keys()) if (!present.has(id)) this.#read.delete(id);
    const self = all.find(({ id }) => id === this.#own.containerId);
    if (self !== undefined) this.#ownProject = self.labels['com.docker.compose.project'];
  }

  /** From a container that was just made: compose makes all before it starts the first, so a quick job is known in time. */
  learnJobsOf(container: Pick<Labelled, 'labels'>): void {
    for (const job of oneShotJobs([container])) {
      this.#jobs.add(job);
      this.#toldJobs.set(job, nextNumber());
    }
  }

  settingsOf({ id, labels, target }: Labelled): ReturnType<typeof parseLabels> {
    const known = this.#read.get(id);
    if (known !== undefined) return known;
    const read = parseLabels(labels, this.#config, target);
    this.#read.set(id, read);
    return read;
  }

  /** What a recreate has set aside waits for its end and is nobody's target. */
  isWatched(resident: Labelled & { readonly name: string }): boolean {
    return !isSetAside(resident.name) && this.settingsOf(resident).settings.watched;
  }

  placeOf(container: Labelled): Place {
    return placeOf(container, this.#own, this.#ownProject, this.#jobs);
  }
}
