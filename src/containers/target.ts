/**
 * The stable identity of a container: it survives recreate, image update and `compose up`.
 * Compose: `project/service#number`; everything else (also `compose run` one-offs): the name.
 */
export function targetOf(name: string, labels: Readonly<Record<string, string>>): string {
  const service = serviceOf(labels);
  return service === undefined ? name : `${service}#${labels['com.docker.compose.container-number'] || '1'}`;
}

/** `project/service` of a container of compose; undefined elsewhere and for one-off runs. */
export function serviceOf(labels: Readonly<Record<string, string>>): string | undefined {
  const project = labels['com.docker.compose.project'];
  const service = labels['com.docker.compose.service'];
  return !project || !service || isOneOff(labels) ? undefined : `${project}/${service}`;
}

/** A container of `docker compose run`: a person's own errand, never a service. */
export function isOneOff(labels: Readonly<Record<string, string>>): boolean {
  return labels['com.docker.compose.oneoff']?.toLowerCase() === 'true';
}

/** Swarm replaces a sick task by itself within a second; Paramedic watches those and keeps its hands off. */
export function isSwarmTask(labels: Readonly<Record<string, string>>): boolean {
  return labels['com.docker.swarm.task.id'] !== undefined;
}
