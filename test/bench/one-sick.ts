import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, HEALERS } from './bench.ts';
import type { Finding } from './findings.ts';
import type { HealerName } from './healer.ts';
import { intentOf, openRecord } from './intent-record.ts';
import { summarise } from './statistics.ts';

/** From the engine's event that a container is unhealthy, in ms. */
interface Heal {
  readonly toKill: number;
  readonly toRestarted: number;
  readonly toHealthy: number;
}

/** Whoever has just taken in a new container gets time to finish with it. */
const SETTLE_MS = 300;

/** One container goes sick among so many; how long until the kill, the end of the restart, and health. */
export async function oneSick(bench: Bench, containers: number): Promise<Finding[]> {
  const { plan, fleet, say } = bench;
  await fleet.fillUp(containers - 1);
  const heals: Record<HealerName, Heal[]> = { floor: [], paramedic: [] };
  const leads: number[] = [];
  for (let block = 1; block <= plan.heals.blocks; block += 1) {
    for (const name of HEALERS) {
      say(`one sick among ${containers}: block ${block} of ${plan.heals.blocks}, ${name}`);
      await using _ = await bench.start(name);
      for (let turn = 0; turn < plan.heals.perBlock; turn += 1) {
        const { heal, lead } = await healOne(bench, name);
        heals[name].push(heal);
        if (lead !== undefined) leads.push(lead);
      }
    }
  }
  const row = (what: string, of: keyof Heal, goal?: Finding['goal']): Finding => ({
    what: `unhealthy event → ${what}, ${containers} container${containers === 1 ? '' : 's'}`,
    unit: 'ms',
    floor: summarise(heals.floor.map((heal) => heal[of])),
    ours: summarise(heals.paramedic.map((heal) => heal[of])),
    goal,
  });
  return [
    row('kill', 'toKill', { atMost: 1.5, of: 'floor' }),
    {
      what: `intent committed in Postgres → kill, ${containers} container${containers === 1 ? '' : 's'}`,
      unit: 'ms',
      ours: summarise(leads),
      note: 'verified to be before it each time',
    },
    row('restart done', 'toRestarted', { atMost: 1.2, of: 'floor' }),
    row('healthy again', 'toHealthy'),
  ];
}

async function healOne(
  { fleet, events, databaseUrl }: Bench,
  name: HealerName,
): Promise<{ heal: Heal; lead?: number }> {
  const patients = await fleet.admit('wellBehaved', 1);
  const [patient] = patients;
  if (patient === undefined) throw new Error('nobody was admitted');
  await sleep(SETTLE_MS);
  patient.makeSick();
  const { at } = await events.next(patient.id, 'health_status: unhealthy');
  const restarted = await events.next(patient.id, 'restart', at);
  const healthy = await events.next(patient.id, 'health_status: healthy', at);
  const kill = await events.next(patient.id, 'kill', at);
  const heal = { toKill: kill.at - at, toRestarted: restarted.at - at, toHealthy: healthy.at - at };
  const lead = name === 'paramedic' ? await leadOver(kill.at, databaseUrl(), patient.id) : undefined;
  await fleet.discharge(patients);
  return { heal, lead };
}

/** By how much the intent was on record before the act; it must have been. */
async function leadOver(killedAt: number, databaseUrl: string, containerId: string): Promise<number> {
  await using record = await openRecord(databaseUrl);
  const { intendedAt, committedAt } = await intentOf(record, containerId);
  if (intendedAt > committedAt || committedAt > killedAt) {
    throw new Error(`the intent was not on record before the act: ${intendedAt} → ${committedAt} → kill ${killedAt}`);
  }
  return killedAt - committedAt;
}
