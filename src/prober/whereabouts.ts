import type { Container } from '../containers/container.ts';
import type { Census } from '../containers/ports.ts';

/** Where a container's own ports are reached, or why that is not known. */
export type Whereabouts = { readonly host: string } | { readonly reason: string };

export interface Surroundings {
  readonly inspect: Census['inspect'];
  /** Where the ports of containers on the host's own network are reached; undefined when Paramedic cannot reach them. */
  readonly hostAddress: string | undefined;
}

const SHARED = 'container:';

/** Throws what `inspect` throws. */
export async function whereIs(container: Container, around: Surroundings): Promise<Whereabouts> {
  if (!container.networkMode.startsWith(SHARED)) return ownPlace(container, around.hostAddress);
  const owner = await around.inspect(container.networkMode.slice(SHARED.length));
  if (owner === undefined) return { reason: `the container whose network ${container.name} lives in is gone` };
  // A container cannot live in the network of one that itself lives in another's.
  return ownPlace(owner, around.hostAddress);
}

function ownPlace({ name, addresses, networkMode }: Container, hostAddress: string | undefined): Whereabouts {
  const [first] = addresses;
  if (first !== undefined) return { host: first };
  if (networkMode === 'none') return { reason: `${name} has no network: probe it by exec` };
  if (networkMode !== 'host') return { reason: `${name} has no address of its own` };
  if (hostAddress !== undefined) return { host: hostAddress };
  return { reason: `${name} is on the host's network, and Paramedic is not: write an address that it can reach` };
}

/**
 * Pure: where the ports of the engine's host are reached. In a container of its own Paramedic's loopback is not the
 * host's.
 */
export function hostAddressOf(dockerHost: string | undefined, inContainer: boolean): string | undefined {
  const url = dockerHost === undefined ? null : URL.parse(dockerHost);
  if (url === null || url.hostname === '') return inContainer ? undefined : '127.0.0.1';
  return url.hostname.replace(/^\[|\]$/g, '');
}
