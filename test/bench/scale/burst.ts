import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '../../support/postgres.ts';
import type { SimProcess } from '../../support/sim-engine/sim-process.ts';
import type { Finding } from '../findings.ts';
import { quantile, summarise } from '../statistics.ts';
import type { ScalePlan } from './plan.ts';

interface BurstOptions {
  readonly engine: SimProcess;
  readonly databaseUrl: string;
  readonly plan: ScalePlan;
  readonly signal: AbortSignal;
  /** Called every now and then while events come. */
  readonly onTick?: () => void;
}

/** A sick one is well again after so many more have fallen sick. */
const SICK_AT_ONCE = 5;
/** What is not on record by then is lost. */
const PATIENCE_MS = 10_000;

/**
 * A steady rain of health events: each has to be a flip on record. Its latency reaches from the engine's event to the commit
 * of the decision's transaction, which is later than the decision.
 */
export async function burst({ engine, databaseUrl, plan, signal, onTick }: BurstOptions): Promise<Burst> {
  await using client = await connect(databaseUrl);
  const {
    rows: [before],
  } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const told = await rain(engine, plan, signal, onTick);
  const flips = async () => {
    const { rows } = await client.query<{ latency: number }>(
      `SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - timestamp)::float8 * 1000 AS latency
         FROM monitor_flips WHERE timestamp >= $1 AND to_verdict IN ('sick', 'healthy')`,
      [before?.now],
    );
    return rows.map(({ latency }) => latency);
  };
  const deadline = performance.now() + PATIENCE_MS;
  let latencies = await flips();
  while (latencies.length < told && performance.now() < deadline) {
    await sleep(200, undefined, { signal });
    latencies = await flips();
  }
  return { told, latencies };
}

export interface Burst {
  readonly told: number;
  readonly latencies: readonly number[];
}

export function burstFindings({ told, latencies }: Burst, among: string, seconds: number): Finding[] {
  const sorted = [...latencies].sort((a, b) => a - b);
  return [
    {
      what: `health event → its decision committed, ${told} in ${seconds} s, ${among}`,
      unit: 'ms',
      ours: summarise(latencies),
    },
    {
      what: `the same, 99th percentile, ${among}`,
      unit: 'ms',
      ours: summarise([quantile(sorted, 0.99)]),
      goal: { atMost: 50, of: 'all' },
    },
    {
      what: `the same, events without a decision on record, ${among}`,
      unit: 'events',
      ours: summarise([told - latencies.length]),
      goal: { atMost: 0, of: 'all' },
    },
  ];
}

async function rain(
  engine: SimProcess,
  { events, burstSeconds }: ScalePlan,
  signal: AbortSignal,
  onTick: () => void = () => {},
): Promise<number> {
  const names = (await engine.order('records')).slice(0, events / 2).map(({ name }) => name);
  const order = raindrops(names);
  const begin = performance.now();
  for (const [index, { act, name }] of order.entries()) {
    await sleep(Math.max(0, begin + (index * burstSeconds * 1000) / order.length - performance.now()), undefined, {
      signal,
    });
    await engine.order(act, [name]);
    if (index % 20 === 0) onTick();
  }
  return order.length;
}

/** Each falls sick once and is well once, with a few sick at any time. */
export function raindrops(names: readonly string[]): { act: 'sicken' | 'recover'; name: string }[] {
  const drops: { act: 'sicken' | 'recover'; name: string }[] = [];
  const sick: string[] = [];
  const recoverFirst = () => {
    const name = sick.shift();
    if (name !== undefined) drops.push({ act: 'recover', name });
  };
  for (const name of names) {
    drops.push({ act: 'sicken', name });
    if (sick.push(name) > SICK_AT_ONCE) recoverFirst();
  }
  while (sick.length > 0) recoverFirst();
  return drops;
}
