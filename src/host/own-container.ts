import { readFile } from 'node:fs/promises';

/** The id of the container that this process runs in; undefined outside one. */
export async function ownContainerId(procPath = '/proc'): Promise<string | undefined> {
  const mountinfo = await readFile(`${procPath}/self/mountinfo`, 'utf8').catch(() => '');
  return containerIdIn(mountinfo);
}

/** Every engine mounts files of its own into a container (hostname, hosts, resolv.conf) from a folder named by the id. */
export function containerIdIn(mountinfo: string): string | undefined {
  return /\/containers\/([0-9a-f]{64})\/(?:hostname|hosts|resolv\.conf)\s/.exec(mountinfo)?.[1];
}
