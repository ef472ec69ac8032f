import { isOneOff, isSwarmTask } from '../containers/target.ts';
import type { Place } from '../healing/place.ts';

/** Which containers are Paramedic's own; found once at the start. */
export interface OwnParts {
  readonly containerId: string | undefined;
  /** Host name of the database, as in DATABASE_URL: a compose service beside us by that name is our Postgres. */
  readonly databaseHost: string | undefined;
}

type Labels = Readonly<Record<string, string>>;

export interface Resident {
  readonly id: string;
  readonly labels: Labels;
}

/** Pure: what a container is to us, from labels alone. `jobs` as of `oneShotJobs`. */
export function placeOf(
  resident: Resident,
  own: OwnParts,
  ownProject: string | undefined,
  jobs: ReadonlySet<string>,
): Place {
  const { id, labels } = resident;
  if (own.containerId !== undefined && id === own.containerId) return 'own_container';
  if (labels['paramedic.stack'] !== undefined) return 'own_stack';
  const project = labels['com.docker.compose.project'];
  const service = labels['com.docker.compose.service'];
  if (project !== undefined && project === ownProject && service === own.databaseHost) return 'own_stack';
  if (isSwarmTask(labels)) return 'swarm_managed';
  if (isOneOff(labels)) return 'one_off';
  if (project !== undefined && jobs.has(`${project}/${service}`)) return 'one_shot_job';
  return 'ordinary';
}

/** Services that others wait for with `service_completed_successfully`: they are meant to end, and are not run again. */
export function oneShotJobs(all: Iterable<{ readonly labels: Labels }>): Set<string> {
  const jobs = new Set<string>();
  for (const { labels } of all) {
    const project = labels['com.docker.compose.project'];
    const dependsOn = labels['com.docker.compose.depends_on'];
    if (project === undefined || dependsOn === undefined) continue;
    for (const part of dependsOn.split(',')) {
      const [service, condition] = part.trim().split(':');
      if (condition === 'service_completed_successfully') jobs.add(`${project}/${service}`);
    }
  }
  return jobs;
}
