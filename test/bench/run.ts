import { dirname } from 'node:path';
import { embeddedUrl } from '../../src/storage/embedded.ts';
import { dataFolder } from '../support/data-folder.ts';
import type { Bench } from './bench.ts';
import { benchEngine } from './engine.ts';
import { EventLog } from './event-log.ts';
import type { Finding } from './findings.ts';
import { Fleet } from './fleet.ts';
import { startHealer } from './healer.ts';
import { idle } from './idle.ts';
import { noteCommits } from './intent-record.ts';
import { describeMachine } from './machine.ts';
import { ignoringSigterm, wellBehaved } from './many-sick.ts';
import { neverRecovers } from './never-recovers.ts';
import { oneSick } from './one-sick.ts';
import type { Plan } from './plan.ts';

export interface Results {
  readonly machine: string;
  readonly findings: readonly Finding[];
}

/** Everything, on one engine, with one fleet that only grows. What it made is gone at the end, also when it is aborted. */
export async function run(plan: Plan, signal: AbortSignal, say: (line: string) => void): Promise<Results> {
  await using stack = new AsyncDisposableStack();
  // With what its Postgres keeps, wherever that is.
  const { path: dataDir } = stack.use(await dataFolder('data'));
  const folder = dirname(dataDir);
  const engine = stack.use(await benchEngine());
  const events = stack.use(await EventLog.open(engine.docker, signal));
  const fleet = stack.use(new Fleet(engine.docker, events, signal));
  const ward = { label: fleet.label, socketPath: engine.socketPath, folder, signal };
  const bench: Bench = {
    plan,
    fleet,
    events,
    signal,
    dataDir,
    databaseUrl: () => embeddedUrl(dataDir) ?? '',
    start: (name) => startHealer(name, ward),
    say,
  };
  const machine = await describeMachine(engine.docker, engine.kind, new Date());
  say(machine);
  await prepare(bench);
  const findings: Finding[] = [];
  for (const measure of measurements(bench)) findings.push(...(await measure()));
  return { machine, findings };
}

/** The first start makes the database; from the next on its server notes the instants of commits. */
async function prepare(bench: Bench): Promise<void> {
  await using _ = await bench.start('paramedic');
  await noteCommits(bench.databaseUrl());
}

function measurements(bench: Bench): (() => Promise<Finding[]>)[] {
  const { plan } = bench;
  const [first, ...larger] = plan.fleets;
  const sizes = [...new Set([...larger, ...plan.idle.fleets])].sort((a, b) => a - b);
  return [
    ...(first === undefined ? [] : [() => oneSick(bench, first)]),
    async () => [await wellBehaved(bench)],
    async () => [await ignoringSigterm(bench)],
    async () => [await neverRecovers(bench)],
    ...sizes.flatMap((size) => [
      ...(larger.includes(size) ? [() => oneSick(bench, size)] : []),
      ...(plan.idle.fleets.includes(size) ? [() => idle(bench, size)] : []),
    ]),
  ];
}
