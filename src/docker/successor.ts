import type { ConfigInFull, Endpoint, HostConfigInFull, InspectedInFull } from './vendor-full.ts';

/** What makes another container of the same kind. */
export interface Successor {
  /** For `POST /containers/create`. */
  readonly body: object;
  /** Networks to connect before the start: engines up to 24 take one at the creation only. */
  readonly connect: readonly { readonly network: string; readonly endpoint: object }[];
  /** The network that it would join by itself and the old one had left. */
  readonly leave: string | undefined;
}

/** How `container:…` modes of the old one are to be written now. */
export type SharedWith = Readonly<Partial<Record<'NetworkMode' | 'IpcMode' | 'PidMode', string>>>;

/**
 * The same configuration, but for what the engine itself had put there because of the old id: the default host name and
 * the alias. Anonymous volumes are named, or the successor would get empty ones. Pure.
 */
export function successorOf(old: InspectedInFull, image: string, shared: SharedWith = {}): Successor {
  const host: HostConfigInFull = { ...old.HostConfig, ...shared };
  const mode = host.NetworkMode ?? '';
  const { primary, others } = networksOf(old, mode);
  const config = configOf(old, image, mode, host.UTSMode ?? '');
  return {
    body: {
      ...config,
      HostConfig: { ...host, Links: linksOf(host), ...volumesOf(old) },
      ...(primary && {
        NetworkingConfig: {
          EndpointsConfig: { [primary[0]]: withMac(endpointOf(old, primary[1]), config.MacAddress) },
        },
      }),
    },
    connect: others.map(([network, endpoint]) => ({ network, endpoint: endpointOf(old, endpoint) })),
    leave: primary === undefined && isOwnNetwork(mode) ? nameOfMode(mode) : undefined,
  };
}

function configOf(old: InspectedInFull, image: string, mode: string, uts: string): ConfigInFull {
  const { Hostname, ...config } = old.Config ?? {};
  // Null would bring the image's entrypoint back; one empty word says that there is none.
  const same: ConfigInFull = {
    ...config,
    Image: image,
    Entrypoint: config.Entrypoint?.length ? config.Entrypoint : [''],
  };
  if (mode.startsWith('container:')) {
    // They belong to the container whose network it is; the engine refuses to be told them twice.
    const { Domainname, ExposedPorts, MacAddress, ...rest } = same;
    return rest;
  }
  const own = Hostname && Hostname !== shortId(old) && uts !== 'host';
  return own ? { ...same, Hostname } : same;
}

function networksOf(old: InspectedInFull, mode: string) {
  const all = Object.entries(old.NetworkSettings?.Networks ?? {}).map(
    ([name, endpoint]) => [name, endpoint ?? {}] as const,
  );
  if (!isOwnNetwork(mode)) return { primary: undefined, others: [] };
  const name = nameOfMode(mode);
  const primary = all.find(([network, { NetworkID }]) => network === name || (NetworkID ?? '') === name);
  return { primary, others: all.filter((one) => one !== primary) };
}

const isOwnNetwork = (mode: string): boolean => mode !== 'host' && mode !== 'none' && !mode.startsWith('container:');
const nameOfMode = (mode: string): string => (mode === '' || mode === 'default' ? 'bridge' : mode);
const shortId = ({ Id }: InspectedInFull): string => Id.slice(0, 12);

/** What a person asked for, without what the engine found for this one life. */
function endpointOf(old: InspectedInFull, endpoint: Endpoint): object {
  const { IPAMConfig, Links, DriverOpts, GwPriority } = endpoint;
  const Aliases = (endpoint.Aliases ?? []).filter((alias) => alias !== shortId(old));
  return {
    ...(IPAMConfig && { IPAMConfig }),
    ...(Links && { Links }),
    ...(Aliases.length > 0 && { Aliases }),
    ...(DriverOpts && { DriverOpts }),
    ...(GwPriority && { GwPriority }),
  };
}

/** Newer engines want it said of the network as well. */
const withMac = (endpoint: object, mac: string | null | undefined): object =>
  mac ? { ...endpoint, MacAddress: mac } : endpoint;

/** `/db:/web/database` → `db:database`. */
const linksOf = ({ Links }: HostConfigInFull): string[] | null =>
  Links?.map((link) => {
    const [target = '', alias = ''] = link.split(':');
    return `${target.replace(/^\//, '')}:${alias.slice(alias.lastIndexOf('/') + 1)}`;
  }) ?? null;

/** Volumes that nobody named are named now, wherever they were asked for: by the image, by `-v /path`, by a mount. */
function volumesOf(old: InspectedInFull): Pick<HostConfigInFull, 'Binds' | 'Mounts'> {
  const volumes = (old.Mounts ?? []).filter(({ Type, Name, Destination }) => Type === 'volume' && Name && Destination);
  const at = (target: string | null | undefined) => volumes.find(({ Destination }) => Destination === target);
  const named = (old.HostConfig?.Binds ?? []).filter((bind) => bind.includes(':'));
  const mounts = (old.HostConfig?.Mounts ?? []).map((mount) =>
    mount.Type === 'volume' && !mount.Source ? { ...mount, Source: at(mount.Target)?.Name } : mount,
  );
  const taken = new Set([...named.map((bind) => bind.split(':')[1]), ...mounts.map(({ Target }) => Target)]);
  const unnamed = volumes.filter(({ Destination }) => !taken.has(Destination));
  const binds = unnamed.map(({ Name, Destination, RW }) => `${Name}:${Destination}${RW === false ? ':ro' : ''}`);
  return { Binds: [...named, ...binds], ...(mounts.length > 0 && { Mounts: mounts }) };
}
