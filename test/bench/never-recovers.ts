import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, HEALERS } from './bench.ts';
import type { Finding } from './findings.ts';
import type { HealerName } from './healer.ts';
import { summarise } from './statistics.ts';

/** One that no restart helps: how often it is restarted, and whether people are told. */
export async function neverRecovers(bench: Bench): Promise<Finding> {
  const restarts: Record<HealerName, number> = { floor: 0, paramedic: 0 };
  let status = '';
  for (const name of HEALERS) {
    bench.say(`one that never recovers: ${bench.plan.hopelessMs / 1000} s, ${name}`);
    await using healer = await bench.start(name);
    const patients = await bench.fleet.admit('neverRecovers', 1);
    const [patient] = patients;
    if (patient === undefined) throw new Error('nobody was admitted');
    patient.makeSick();
    await bench.events.next(patient.id, 'health_status: unhealthy');
    await sleep(bench.plan.hopelessMs, undefined, { signal: bench.signal });
    restarts[name] = bench.events.of(patient.id, 'restart').length;
    if (healer.url !== undefined) status = await statusOf(healer.url, patient.name);
    await bench.fleet.discharge(patients);
  }
  return {
    what: `one that never recovers: restarts within ${bench.plan.hopelessMs / 1000} s`,
    unit: 'restarts',
    floor: summarise([restarts.floor]),
    ours: summarise([restarts.paramedic]),
    goal: { atMost: 2, of: 'all' },
    note: `then ${status}`,
  };
}

async function statusOf(url: string, target: string): Promise<string> {
  const answer = await fetch(`${url}/api/incidents?type=container_unhealthy&target=${encodeURIComponent(target)}`);
  const { items } = (await answer.json()) as { items: { status: string }[] };
  return items.map(({ status }) => status).join(', ');
}
