import { createHash } from 'node:crypto';

export interface SimMount {
  readonly Type: 'volume' | 'bind';
  readonly Name?: string;
  readonly Source: string;
  readonly Destination: string;
  readonly Driver?: string;
  readonly Mode: string;
  readonly RW: boolean;
  readonly Propagation: string;
}

/** Pure: what `Binds` and the volumes that nobody named come to. */
export function mountsOf(
  id: string,
  binds: readonly string[] | null | undefined,
  volumes: Readonly<Record<string, object>> | null | undefined,
): readonly SimMount[] {
  const bound = (binds ?? []).map((bind) => {
    const [from = '', to = '', mode = ''] = bind.split(':');
    return from.startsWith('/') ? bindMount(from, to, mode) : volumeMount(from, to, mode);
  });
  const taken = new Set(bound.map(({ Destination }) => Destination));
  const unnamed = Object.keys(volumes ?? {}).filter((path) => !taken.has(path));
  const nameOf = (path: string) => createHash('sha256').update(`${id} ${path}`).digest('hex');
  return [...bound, ...unnamed.map((path) => volumeMount(nameOf(path), path, ''))];
}

const bindMount = (from: string, to: string, mode: string): SimMount => ({
  ...{ Type: 'bind', Source: from, Destination: to, Mode: mode, RW: mode !== 'ro', Propagation: 'rprivate' },
});

const volumeMount = (name: string, to: string, mode: string): SimMount => ({
  ...{ Type: 'volume', Name: name, Source: `/var/lib/docker/volumes/${name}/_data`, Destination: to },
  ...{ Driver: 'local', Mode: mode, RW: mode !== 'ro', Propagation: '' },
});
