import type { SimFleet } from './fleet.ts';
import { behaviourOf } from './scripts.ts';

interface Made extends Record<string, unknown> {
  Image?: string;
  Cmd?: string[];
  Labels?: Record<string, string>;
  Env?: string[];
  Entrypoint?: string[] | null;
  Healthcheck?: { Test?: string[] };
  NetworkingConfig?: { EndpointsConfig?: Record<string, object> };
  HostConfig?: { NetworkMode?: string; RestartPolicy?: { Name?: string } };
}

/** `POST /containers/create`: answers the new container's id. */
export function create(fleet: SimFleet, name: string, body: Record<string, unknown>): string {
  fleet.assertFree(name);
  // What no engine knows, or leaves out where it is nothing.
  const { name: _, ...made }: Made = body;
  if (made.Healthcheck) made.Healthcheck = withoutZeros(made.Healthcheck);
  // One empty word says that there is none.
  if (made.Entrypoint?.length === 1 && made.Entrypoint[0] === '') made.Entrypoint = null;
  const { Image = '', Cmd, Labels, Env, Healthcheck, HostConfig = {} } = made;
  const imageId = fleet.surroundings.imageId(Image);
  const policy = HostConfig.RestartPolicy?.Name;
  const spec = {
    name,
    running: false,
    ...behaviourOf(Cmd),
    healthcheck: Healthcheck?.Test !== undefined && Healthcheck.Test[0] !== 'NONE',
    image: Image,
    imageId,
    ...(Labels !== undefined && { labels: Labels }),
    ...(Env !== undefined && { env: Env }),
    ...(HostConfig.NetworkMode !== undefined && { networkMode: HostConfig.NetworkMode }),
    ...(policy && { restartPolicy: policy as 'always' }),
  };
  const container = fleet.add(spec, made);
  for (const [network, endpoint] of Object.entries(made.NetworkingConfig?.EndpointsConfig ?? {})) {
    container.networks[network] = endpoint;
  }
  return container.id;
}

const withoutZeros = <T extends object>(of: T): T =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== 0)) as T;
