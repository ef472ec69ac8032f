import { randomBytes, randomInt } from 'node:crypto';
import type Dockerode from 'dockerode';
import { engineClient, IMAGE, SCRIPTS } from './engine.ts';
import { TestContainer } from './test-container.ts';

/**
 * Two networks of their own and containers with all that a recreate must carry over; removed at the end with everything
 * whose name begins alike. `await using scene = await recreateScene()`.
 */
export async function recreateScene(docker = engineClient()): Promise<RecreateScene> {
  const scene = new RecreateScene(docker, `paramedic-rc-${randomBytes(4).toString('hex')}`);
  await scene.open();
  return scene;
}

/** Healthy only in the first container that has this volume: no recreate makes it well. */
export const WELL_IN_FIRST_LIFE_ONLY =
  "trap 'exit 0' TERM; [ -f /named/lived ] || touch /tmp/healthy; touch /named/lived; while :; do sleep 1 & wait $!; done";

/** Only what is the same in each life of a container. */
interface Lasting {
  name: string;
  state: string;
  image: string;
  config: unknown;
  hostConfig: unknown;
  mounts: unknown;
  networks: unknown;
}

/** One of 32,768. */
const anySubnet = (): string => `10.${64 + randomInt(128)}.${randomInt(256)}`;

class RecreateScene implements AsyncDisposable {
  readonly docker: Dockerode;
  readonly name: string;
  #subnet = anySubnet();
  readonly #networks: Dockerode.Network[] = [];

  constructor(docker: Dockerode, name: string) {
    this.docker = docker;
    this.name = name;
  }

  get staticAddress(): string {
    return `${this.#subnet}.77`;
  }

  async open(): Promise<void> {
    this.#networks.push(await this.#createFront());
    this.#networks.push(await this.docker.createNetwork({ Name: `${this.name}-back`, Internal: true }));
  }

  /** Other scenes, and what an aborted run left behind, have subnets of their own. */
  async #createFront(): Promise<Dockerode.Network> {
    for (;;) {
      const Config = [{ Subnet: `${this.#subnet}.0/24` }];
      const options = { Name: `${this.name}-front`, IPAM: { Driver: 'default', Config } };
      try {
        return await this.docker.createNetwork(options);
      } catch (error) {
        if (!String(error).includes('overlaps')) throw error;
        this.#subnet = anySubnet();
      }
    }
  }

  /** Healthy, where it has a health check. With aliases, a static address, a MAC, named and anonymous volumes, limits, labels and a published port. */
  async run(options: { script?: string; healthCmd?: string; restartPolicy?: string } = {}): Promise<TestContainer> {
    const { script = SCRIPTS.wellBehaved, healthCmd, restartPolicy = 'unless-stopped' } = options;
    const container = await this.docker.createContainer({
      name: this.name,
      Image: IMAGE,
      Cmd: ['sh', '-c', script],
      Env: ['COLOUR=green', 'QUOTED=a "b" $c'],
      Labels: { 'paramedic.test': '1', 'com.example.odd': 'ü=1,2' },
      MacAddress: '02:42:0a:d5:00:4d',
      User: '0:0',
      StopTimeout: 3,
      Volumes: { '/anonymous': {} },
      ...(healthCmd !== undefined && {
        // A start that a busy disk holds up is no sickness.
        Healthcheck: { Test: ['CMD-SHELL', healthCmd], Interval: 300e6, Timeout: 5e9, Retries: 1, StartPeriod: 1e9 },
      }),
      HostConfig: {
        NetworkMode: `${this.name}-front`,
        Binds: [`${this.name}-named:/named:rw`],
        Memory: 64 * 2 ** 20,
        NanoCpus: 5e8,
        CapDrop: ['MKNOD'],
        ReadonlyRootfs: false,
        RestartPolicy: { Name: restartPolicy },
        PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '0' }] },
        ExtraHosts: ['db:10.0.0.9'],
        Ulimits: [{ Name: 'nofile', Soft: 1000, Hard: 2000 }],
      },
      ExposedPorts: { '8080/tcp': {} },
      NetworkingConfig: {
        EndpointsConfig: {
          [`${this.name}-front`]: { IPAMConfig: { IPv4Address: this.staticAddress }, Aliases: ['web', 'site'] },
        },
      },
    } as Dockerode.ContainerCreateOptions);
    await this.#networks[1]?.connect({ Container: container.id, EndpointConfig: { Aliases: ['inner'] } });
    await container.start();
    const started = new TestContainer(this.docker, container.id, this.name);
    if (healthCmd !== undefined) await started.waitForHealth('healthy');
    return started;
  }

  /** All containers of this scene by name, whatever state they are in. */
  async names(): Promise<string[]> {
    const all = await this.docker.listContainers({ all: true });
    return all
      .flatMap(({ Names }) => Names.map((name) => name.slice(1)))
      .filter((name) => name.startsWith(this.name))
      .sort();
  }

  async lasting(): Promise<Lasting> {
    const raw = await this.docker.getContainer(this.name).inspect();
    const { Hostname, ...config } = raw.Config;
    const short = raw.Id.slice(0, 12);
    const networks = Object.entries(raw.NetworkSettings.Networks).map(([network, endpoint]) => {
      const { IPAMConfig, Aliases, Links, DriverOpts } = endpoint as unknown as Record<string, unknown>;
      const aliases = (Aliases as string[] | null)?.map((alias) => (alias === short ? 'SHORT-ID' : alias)).sort();
      return { network, IPAMConfig, aliases, Links, DriverOpts };
    });
    return {
      name: raw.Name,
      state: raw.State.Status,
      image: raw.Image,
      config: { ...config, Hostname: Hostname === short ? 'SHORT-ID' : Hostname },
      // An anonymous volume is named once it has been carried over.
      hostConfig: { ...raw.HostConfig, Binds: undefined, Links: undefined },
      mounts: raw.Mounts.map(({ Name, Destination, RW, Type }) => ({ Name, Destination, RW, Type })).sort((a, b) =>
        a.Destination < b.Destination ? -1 : 1,
      ),
      networks: networks.sort((a, b) => (a.network < b.network ? -1 : 1)),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of await this.names()) await this.docker.getContainer(name).remove({ force: true, v: true });
    for (const network of this.#networks) await network.remove();
    await this.docker
      .getVolume(`${this.name}-named`)
      .remove()
      .catch((error: { statusCode?: number }) => {
        if (error.statusCode !== 404) throw error;
      });
  }
}

export type { RecreateScene };
