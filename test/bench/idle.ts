import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parsePostmaster } from '../../src/storage/postmaster.ts';
import type { Bench } from './bench.ts';
import type { Finding } from './findings.ts';
import { metricsPages } from './pages.ts';
import { cpuSeconds, familyCpuSeconds, familyMemoryMb, memoryMb } from './proc.ts';
import { type Summary, summarise } from './statistics.ts';

/** One sweep of samples falls into each window. */
const WINDOW_SECONDS = 30;
/** The start and the first sweep are over by then. */
const WARM_UP_MS = 15_000;

const SIDES = ['floor', 'ours', 'postgres'] as const;
type Side = (typeof SIDES)[number];

interface Gauge {
  readonly cpuSeconds: () => number;
  readonly memoryMb: () => number;
}

/** Nobody is sick: what watching so many costs, and how long /metrics takes. */
export async function idle(bench: Bench, containers: number): Promise<Finding[]> {
  const { plan, fleet, say, signal } = bench;
  await fleet.fillUp(containers);
  await using floor = await bench.start('floor');
  await using paramedic = await bench.start('paramedic');
  const postmaster = postmasterIn(bench.dataDir);
  await sleep(WARM_UP_MS, undefined, { signal });
  say(`idle with ${containers}: ${plan.idle.windows} × ${WINDOW_SECONDS} s`);
  const gauges: Record<Side, Gauge> = {
    floor: gaugeOf(floor.pid),
    ours: gaugeOf(paramedic.pid),
    postgres: { cpuSeconds: () => familyCpuSeconds(postmaster), memoryMb: () => familyMemoryMb(postmaster, 'Pss') },
  };
  const { cpu, memory } = await watchAll(gauges, plan.idle.windows, signal);
  const pages = await metricsPages(`${paramedic.url}/metrics`, plan.pages);
  const among = `${containers} containers`;
  return [
    {
      what: `idle CPU, ${among} sampled every 30 s`,
      unit: 'CPU-s/min',
      floor: cpu.floor,
      ours: cpu.ours,
      goal: { atMost: 1.2, of: 'median' },
      note: '1.2 is 2 % of a core',
    },
    { what: `its embedded Postgres, ${among}`, unit: 'CPU-s/min', ours: cpu.postgres },
    { what: `RSS, ${among}`, unit: 'MB', floor: memory.floor, ours: memory.ours, goal: { atMost: 120, of: 'all' } },
    { what: `PSS of its embedded Postgres, ${among}`, unit: 'MB', ours: memory.postgres },
    {
      what: `GET /metrics, ${among}`,
      unit: 'ms',
      ours: pages.time,
      goal: { atMost: 10, of: 'median' },
      note: pages.size,
    },
  ];
}

const gaugeOf = (pid: number): Gauge => ({ cpuSeconds: () => cpuSeconds(pid), memoryMb: () => memoryMb(pid, 'Rss') });

function postmasterIn(dataDir: string): number {
  const postmaster = parsePostmaster(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'));
  if (postmaster === undefined) throw new Error('the embedded Postgres does not run');
  return postmaster.pid;
}

interface Cost {
  readonly cpu: Record<Side, Summary>;
  readonly memory: Record<Side, Summary>;
}

/** CPU-seconds a minute of each window; memory every second. */
async function watchAll(gauges: Record<Side, Gauge>, windows: number, signal: AbortSignal): Promise<Cost> {
  const cpu: Record<Side, number[]> = { floor: [], ours: [], postgres: [] };
  const memory: Record<Side, number[]> = { floor: [], ours: [], postgres: [] };
  for (let window = 0; window < windows; window += 1) {
    const before = bySide((side) => gauges[side].cpuSeconds());
    const begin = performance.now();
    for (let second = 1; second <= WINDOW_SECONDS; second += 1) {
      await sleep(Math.max(0, begin + second * 1_000 - performance.now()), undefined, { signal });
      for (const side of SIDES) memory[side].push(gauges[side].memoryMb());
    }
    const minutes = (performance.now() - begin) / 60_000;
    for (const side of SIDES) cpu[side].push((gauges[side].cpuSeconds() - before[side]) / minutes);
  }
  return { cpu: bySide((side) => summarise(cpu[side])), memory: bySide((side) => summarise(memory[side])) };
}

const bySide = <T>(of: (side: Side) => T): Record<Side, T> => ({
  floor: of('floor'),
  ours: of('ours'),
  postgres: of('postgres'),
});
