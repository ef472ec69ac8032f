import { ParamedicError } from '../base/errors.ts';
import { nearest } from '../config/near-miss.ts';
import { meantBy } from '../containers/meant.ts';
import type { ContainerReport } from '../incidents/report/container.ts';
import type { MonitorClient } from './client.ts';

interface Page {
  items: ContainerReport[];
  next: string | null;
}

/** The target that a person means: by target, by container name, or by the beginning of the container's id. */
export async function findTarget(client: MonitorClient, asked: string): Promise<string> {
  const containers = await allContainers(client);
  const found = meantBy(asked, containers);
  if (found !== undefined) return found.target;
  const near = nearest(
    asked,
    containers.flatMap((row) => [row.target, row.name]),
  );
  throw new ParamedicError('unknown_container', `No watched container is called ${JSON.stringify(asked)}.`, {
    cure: `${near === undefined ? '' : `Did you mean ${JSON.stringify(near)}? `}\`paramedic status\` lists them.`,
  });
}

async function allContainers(client: MonitorClient): Promise<ContainerReport[]> {
  const all: ContainerReport[] = [];
  let after = '';
  for (;;) {
    const page = await client.get<Page>(`/api/containers?limit=1000${after}`);
    all.push(...page.items);
    if (page.next === null) return all;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}
