import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedUrl } from '../../../src/storage/embedded.ts';
import { dataFolder } from '../../support/data-folder.ts';
import { simProcess } from '../../support/sim-engine/sim-process.ts';
import { manySpecs } from '../../support/sim-engine/spec.ts';
import type { Finding } from '../findings.ts';
import { type Healer, startHealer } from '../healer.ts';
import { noteCommits } from '../intent-record.ts';
import { metricsPages } from '../pages.ts';
import { cpuSeconds, memoryMb } from '../proc.ts';
import { quantile, summarise } from '../statistics.ts';
import { burst, burstFindings } from './burst.ts';
import { CpuTrack } from './cpu-track.ts';
import type { ScalePlan } from './plan.ts';
import { reconcilesOf } from './reconciles.ts';
import { writing } from './writing.ts';

export interface ScaleBench {
  readonly plan: ScalePlan;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

const LABEL = 'bench-scale';
/** The first sweep of samples is over by then. */
const WARM_UP_MS = 10_000;
/** What is seen is decided and recorded, and nobody is restarted: an engine starts ten a second, and that is not us. */
const LABELS = { [LABEL]: 'true', 'paramedic.heal.actions': 'notify' };

/** So many containers on a simulated engine, in a process of its own; the monitor as people run it, on a fresh database. */
export async function scale(bench: ScaleBench, containers: number): Promise<Finding[]> {
  const { plan, signal, say } = bench;
  await using stack = new AsyncDisposableStack();
  // With what its Postgres keeps, wherever that is.
  const { path: dataDir } = stack.use(await dataFolder('data'));
  const folder = dirname(dataDir);
  const engine = stack.use(await simProcess());
  const databaseUrl = () => embeddedUrl(dataDir) ?? '';
  const start = () => startHealer('paramedic', { label: LABEL, socketPath: engine.socketPath, folder, signal });
  // The first start makes the database; from the next on its server notes the instants of commits.
  await using first = await start();
  await noteCommits(databaseUrl());
  await first[Symbol.asyncDispose]();
  await engine.order('add', manySpecs(containers, { firstCheckMs: 0, labels: LABELS }));

  say(`scale, ${containers} containers: start`);
  const begun = performance.now();
  const monitor = stack.use(await start());
  const track = stack.use(CpuTrack.of(monitor.pid));
  const met = await reconcilesOf(monitor);
  const readyAfter = (performance.now() - begun) / 1000;
  await sleep(WARM_UP_MS, undefined, { signal });

  say(`scale, ${containers} containers: ${plan.idleSeconds} s of idling`);
  const quiet = await idling(monitor, plan.idleSeconds, signal);
  const then = await reconcilesOf(monitor);
  const pages = await metricsPages(`${monitor.url}/metrics`, plan.pages);
  say(`scale, ${containers} containers: ${plan.events} events in ${plan.burstSeconds} s`);
  const memory = [...quiet.memory];
  const onTick = () => void memory.push(memoryMb(monitor.pid, 'Rss'));
  const events = await burst({ engine, databaseUrl: databaseUrl(), plan, signal, onTick });
  say(`scale, ${containers} containers: rows`);
  const rows = await writing(databaseUrl(), containers, plan.sweeps);

  const among = `${containers} simulated containers`;
  const isLarge = containers >= 5_000;
  const steady = (then.seconds - met.seconds) / Math.max(1, then.count - met.count);
  return [
    {
      what: `first reconcile, ${among} (inspects every one)`,
      unit: 's',
      ours: summarise([met.seconds / met.count]),
      goal: { atMost: 5, of: 'all' },
      note: `ready ${readyAfter.toFixed(1)} s after its start`,
    },
    { what: `steady reconcile, ${among}`, unit: 's', ours: summarise([steady]), goal: { atMost: 5, of: 'all' } },
    {
      what: `busiest second from the start on, ${among}`,
      unit: 'cores',
      ours: summarise([track.busiest()]),
      goal: { atMost: 1, of: 'all' },
      note: 'with the collector’s threads',
    },
    {
      what: `idle CPU, ${among} sampled every 30 s`,
      unit: 'CPU-s/min',
      ours: summarise([quiet.cpuPerMinute]),
      ...(!isLarge && { goal: { atMost: 3, of: 'all' }, note: '3 is 5 % of a core' }),
    },
    {
      what: `RSS, ${among}`,
      unit: 'MB',
      ours: summarise(memory),
      goal: { atMost: isLarge ? 250 : 150, of: 'all' },
    },
    {
      what: `GET /metrics, ${among}`,
      unit: 'ms',
      ours: pages.time,
      note: pages.size,
    },
    {
      what: `GET /metrics, 99th percentile, ${among}`,
      unit: 'ms',
      ours: summarise([quantile(pages.sorted, 0.99)]),
      goal: { atMost: 150, of: 'all' },
    },
    ...burstFindings(events, among, plan.burstSeconds),
    ...rows,
  ];
}

interface Quiet {
  readonly cpuPerMinute: number;
  readonly memory: readonly number[];
}

async function idling(monitor: Healer, seconds: number, signal: AbortSignal): Promise<Quiet> {
  const memory: number[] = [];
  const before = cpuSeconds(monitor.pid);
  const begin = performance.now();
  for (let second = 1; second <= seconds; second += 1) {
    await sleep(Math.max(0, begin + second * 1_000 - performance.now()), undefined, { signal });
    memory.push(memoryMb(monitor.pid, 'Rss'));
  }
  const minutes = (performance.now() - begin) / 60_000;
  return { cpuPerMinute: (cpuSeconds(monitor.pid) - before) / minutes, memory };
}
