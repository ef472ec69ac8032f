import type { SimFleet } from './fleet.ts';
import { behaviourOf } from './scripts.ts';

interface Made extends Record<string, unknown> {
  Image?: string;
  Cmd?: string[];
  Labels?: Record<string, string>;
  Env?: string[];
  Healthcheck?: { Test?: string[] };
  HostConfig?: { NetworkMode?: string; RestartPolicy?: { Name?: string } };
}

/** `POST /containers/create`: answers the new container's id. */
export function create(fleet: SimFleet, name: string, body: Record<string, unknown>): string {
  fleet.assertFree(name);
  // What no engine knows, or leaves out where it is nothing.
  const { name: _, ...made }: Made = body;
  if (made.Healthcheck) made.Healthcheck = withoutZeros(made.Healthcheck);
  const { Image, Cmd, Labels, Env, Healthcheck, HostConfig = {} } = made;
  const policy = HostConfig.RestartPolicy?.Name;
  const spec = {
    name,
    running: false,
    ...behaviourOf(Cmd),
    healthcheck: Healthcheck?.Test !== undefined && Healthcheck.Test[0] !== 'NONE',
    ...(Image !== undefined && { image: Image }),
    ...(Labels !== undefined && { labels: Labels }),
    ...(Env !== undefined && { env: Env }),
    ...(HostConfig.NetworkMode !== undefined && { networkMode: HostConfig.NetworkMode }),
    ...(policy && { restartPolicy: policy as 'always' }),
  };
  return fleet.add(spec, made).id;
}

const withoutZeros = <T extends object>(of: T): T =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== 0)) as T;
