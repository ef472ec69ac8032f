type Labels = Readonly<Record<string, string>>;

/** Compose writes here what `depends_on` said, and what `network_mode: service:…` and `links` imply. */
const COMPOSE_DEPENDS_ON = 'com.docker.compose.depends_on';

/**
 * The services that a container needs, by compose's own label: `db:service_healthy:false,cache:service_started:true`.
 * A parent that is meant to end (`service_completed_successfully`) is none: its end is no trouble of the child.
 */
export function composeDependencies(labels: Labels): readonly string[] {
  return (labels[COMPOSE_DEPENDS_ON] ?? '').split(',').flatMap((entry) => {
    const [service = '', condition] = entry.trim().split(':');
    return service === '' || condition === 'service_completed_successfully' ? [] : [service];
  });
}

/** Id or name of the container whose network this one lives in. */
export function networkOwner(networkMode: string): string | undefined {
  const [, owner] = /^container:(.+)$/.exec(networkMode) ?? [];
  return owner;
}

/** `project/service`, as its containers' targets begin. */
export const serviceKey = (project: string, service: string): string => `${project}/${service}`;

/** Where a container is at home in compose; undefined for all others. */
export function composeHome(labels: Labels): { readonly project: string; readonly service: string } | undefined {
  const project = labels['com.docker.compose.project'];
  const service = labels['com.docker.compose.service'];
  return project && service ? { project, service } : undefined;
}
