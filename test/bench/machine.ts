import { cpus, release, totalmem } from 'node:os';
import type Dockerode from 'dockerode';

/** What the figures were measured on, in one line. */
export async function describeMachine(docker: Dockerode, engineKind: string, now: Date): Promise<string> {
  const { Version } = await docker.version();
  const { Driver, CgroupVersion } = await docker.info();
  return describe(`engine ${Version} (${engineKind}, ${Driver}, cgroup v${CgroupVersion})`, now);
}

export function describe(engine: string, now: Date): string {
  const cores = cpus();
  return [
    `Measured on ${now.toISOString().slice(0, 10)}`,
    `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'})`,
    `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    `Linux ${release()}`,
    engine,
    `Node ${process.versions.node}`,
  ].join(' · ');
}
