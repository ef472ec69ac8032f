import { setTimeout as sleep } from 'node:timers/promises';
import { type Bench, HEALERS } from './bench.ts';
import type { Finding, Goal } from './findings.ts';
import type { Life } from './fleet.ts';
import type { HealerName } from './healer.ts';
import { summarise } from './statistics.ts';

const SETTLE_MS = 1_000;
const DEADLINE_MS = 300_000;

/** Many go sick within one interval of their health checks: from the first event to the end of the last restart. */
async function manySick(bench: Bench, what: string, life: Life, plan: Rounds, goal: Goal): Promise<Finding> {
  const seconds: Record<HealerName, number[]> = { floor: [], paramedic: [] };
  await bench.fleet.fillUp(bench.plan.atOnce.bystanders);
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const name of HEALERS) {
      bench.say(`${what}: round ${round} of ${plan.rounds}, ${name}`);
      seconds[name].push(await oneRound(bench, name, life, plan.patients));
    }
  }
  return {
    what,
    unit: 's',
    floor: summarise(seconds.floor),
    ours: summarise(seconds.paramedic),
    goal,
    note: `among ${bench.plan.atOnce.bystanders} others`,
  };
}

interface Rounds {
  readonly patients: number;
  readonly rounds: number;
}

async function oneRound({ fleet, events, start }: Bench, name: HealerName, life: Life, count: number): Promise<number> {
  await using _ = await start(name);
  const patients = await fleet.admit(life, count);
  await sleep(SETTLE_MS);
  for (const patient of patients) patient.makeSick();
  const sick = await Promise.all(patients.map(({ id }) => events.next(id, 'health_status: unhealthy')));
  const begin = Math.min(...sick.map(({ at }) => at));
  const healed = await Promise.all(patients.map(({ id }) => events.next(id, 'restart', begin, DEADLINE_MS)));
  await fleet.discharge(patients);
  return (Math.max(...healed.map(({ at }) => at)) - begin) / 1000;
}

export function wellBehaved(bench: Bench): Promise<Finding> {
  const { atOnce } = bench.plan;
  const what = `${atOnce.patients} sick at once, well-behaved: last restart done`;
  return manySick(bench, what, 'wellBehaved', atOnce, { atMost: 1.3, of: 'floor' });
}

/** Their stop timeout is 10 s. */
export function ignoringSigterm(bench: Bench): Promise<Finding> {
  const { stubborn } = bench.plan;
  const what = `${stubborn.patients} sick at once, ignoring SIGTERM (stop timeout 10 s): last restart done`;
  return manySick(bench, what, 'ignoresSigterm', stubborn, { atMost: 15, of: 'all' });
}
