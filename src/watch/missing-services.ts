import type { Container, ContainerSummary } from '../containers/container.ts';
import { type Departure, departureOf } from '../containers/departure.ts';
import type { Intent } from '../containers/intent.ts';
import { serviceOf } from '../containers/target.ts';
import type { Entry } from './roster.ts';
import type { StandaloneIncidents } from './standalone-incidents.ts';

/** A recreate has its gaps; a service that is not back after this long is missing. */
const PATIENCE_MS = 60_000;

/** The last container of a service that has none any more. */
interface Lost {
  readonly container: Container;
  readonly at: number;
  readonly departure: Departure;
}

/** The last hand on the service was a person's, or nobody knows whose. */
const isMissed = (departure: Departure): departure is 'vanished' | 'removed_by_force' =>
  departure === 'vanished' || departure === 'removed_by_force';

type Present = Pick<ContainerSummary, 'labels' | 'state'>;

/**
 * Compose services that had containers and have none, while the rest of their project runs. A service goes by its containers
 * of every number: to have fewer of them is not to be missing.
 */
export class MissingServices {
  readonly #incidents: StandaloneIncidents;
  readonly #lost = new Map<string, Lost>();
  #present: ReadonlySet<string> = new Set();
  /** Project → its services that run. */
  #running: ReadonlyMap<string, ReadonlySet<string>> = new Map();

  /** Those of its incidents that are open from before a restart of Paramedic are watched over from the start. */
  constructor(incidents: StandaloneIncidents) {
    this.#incidents = incidents;
  }

  /** A target is not on the engine any more. `watchedAll`: events have arrived without a gap since it was last looked at. */
  noteGone({ chart, intent }: Entry, at: number, watchedAll: boolean): void {
    const { container, place } = chart;
    const service = serviceOf(container.labels);
    if (service === undefined || (place !== 'ordinary' && place !== 'own_stack')) return;
    // Whatever went before: the last one decides.
    this.#lost.set(service, { container, at, departure: departureOf(container, intent, at, watchedAll) });
  }

  /** The engine tells of a removal: a list may have been quicker, when nobody knew yet how that one had gone. */
  noteTold(containerId: string, intent: Intent): void {
    const lost = [...this.#lost].find(([, { container }]) => container.id === containerId);
    if (lost === undefined) return;
    const [service, { container, at }] = lost;
    this.#lost.set(service, { container, at, departure: departureOf(container, intent, at, true) });
  }

  /** All containers that are on the engine now, watched or not. */
  notePresent(all: Iterable<Present>): void {
    const present = new Set<string>();
    const running = new Map<string, Set<string>>();
    for (const { labels, state } of all) {
      const service = serviceOf(labels);
      if (service === undefined) continue;
      present.add(service);
      if (state !== 'running') continue;
      const project = projectOf(service);
      const ofProject = running.get(project) ?? new Set();
      running.set(project, ofProject.add(service));
    }
    this.#present = present;
    this.#running = running;
  }

  /** Opens what is overdue and resolves what is over. Right after `notePresent`: it decides on that list. */
  async check(now: number): Promise<void> {
    for (const [service, lost] of this.#lost) {
      // Also when it was resolved by hand: the next time is a new one.
      const { container, at, departure } = lost;
      if (await this.#clearIfOver(service, container.target)) this.#lost.delete(service);
      else if (now - at < PATIENCE_MS) continue;
      else if (isMissed(departure)) await this.#raise(service, lost);
      else this.#lost.delete(service);
    }
    for (const { type, target } of this.#incidents.open) {
      const service = type === 'container_missing' ? serviceOfTarget(target) : undefined;
      if (service === undefined || (await this.#clearIfOver(service, target))) continue;
      // From before a restart of Paramedic it is not raised again.
      await this.#incidents.remind('container_missing', target);
    }
  }

  async #clearIfOver(service: string, target: string): Promise<boolean> {
    const isBack = this.#present.has(service);
    if (!isBack && this.#siblings(service).length > 0) return false;
    if (isBack) await this.#incidents.clear('container_missing', target, 'service_is_back');
    else await this.#incidents.clear('container_missing', target, 'project_is_gone', 'human');
    return true;
  }

  #raise(service: string, { container, at, departure }: Lost): Promise<void> {
    const subject = { target: container.target, containerName: container.name, containerId: container.id };
    const how = departure === 'vanished' ? 'has vanished' : 'was removed by force';
    const siblings = this.#siblings(service);
    const project = `while other services of its project run (${siblings.slice(0, 3).join(', ')})`;
    return this.#incidents.raise('container_missing', subject, {
      severity: 'critical',
      reason: departure,
      description: `The service ${service} has no container: ${container.name} ${how}, ${project}`,
      evidence: {
        goneAt: new Date(at).toISOString(),
        lastContainer: container.id,
        running: siblings.slice(0, 20),
      },
    });
  }

  /** The other services of its project that run: without any the project was taken down. */
  #siblings(service: string): readonly string[] {
    return [...(this.#running.get(projectOf(service)) ?? [])].filter((other) => other !== service);
  }
}

const projectOf = (service: string): string => service.slice(0, service.indexOf('/'));
const serviceOfTarget = (target: string): string | undefined => /^([^/]+\/.+)#\d+$/.exec(target)?.[1];
