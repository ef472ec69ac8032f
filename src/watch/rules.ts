import type { Config, ContainerSettings } from '../config/config.ts';
import { parseLabels } from '../config/labels.ts';
import type { Finding } from '../containers/finding.ts';
import type { Place } from '../healing/policy.ts';
import { type OwnParts, placeOf } from './place.ts';

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
  /** Services that are meant to end, as of the last list. */
  jobs: ReadonlySet<string> = new Set();

  constructor(config: Config, own: OwnParts) {
    this.#config = config;
    this.#own = own;
  }

  settingsOf({ labels, target }: Labelled): { settings: ContainerSettings; findings: readonly Finding[] } {
    return parseLabels(labels, this.#config, target);
  }

  isWatched({ labels, target }: Omit<Labelled, 'id'>): boolean {
    return parseLabels(labels, this.#config, target).settings.watched;
  }

  placeOf(container: Labelled): Place {
    if (container.id === this.#own.containerId) this.#ownProject = container.labels['com.docker.compose.project'];
    return placeOf(container, this.#own, this.#ownProject, this.jobs);
  }
}
