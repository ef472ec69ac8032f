import type { Config, ContainerSettings } from '../config/config.ts';
import { parseLabels } from '../config/labels.ts';
import type { Finding } from '../containers/finding.ts';
import type { Place } from '../healing/policy.ts';
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
  /** Services that are meant to end: as of the last list, and of the containers that were made since. */
  #jobs = new Set<string>();

  constructor(config: Config, own: OwnParts) {
    this.#config = config;
    this.#own = own;
  }

  /** From a full list: who is a job, and which project is ours. */
  learn(all: readonly Pick<Labelled, 'id' | 'labels'>[]): void {
    this.#jobs = oneShotJobs(all);
    const self = all.find(({ id }) => id === this.#own.containerId);
    if (self !== undefined) this.#ownProject = self.labels['com.docker.compose.project'];
  }

  /** From a container that was just made: compose makes all before it starts the first, so a quick job is known in time. */
  learnJobsOf(container: Pick<Labelled, 'labels'>): void {
    for (const job of oneShotJobs([container])) this.#jobs.add(job);
  }

  settingsOf({ labels, target }: Labelled): { settings: ContainerSettings; findings: readonly Finding[] } {
    return parseLabels(labels, this.#config, target);
  }

  isWatched({ labels, target }: Omit<Labelled, 'id'>): boolean {
    return parseLabels(labels, this.#config, target).settings.watched;
  }

  placeOf(container: Labelled): Place {
    return placeOf(container, this.#own, this.#ownProject, this.#jobs);
  }
}
