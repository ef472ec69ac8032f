import { silentLogger } from '../../../src/base/logger.ts';
import { startEmbedded } from '../../../src/storage/embedded.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { dataFolder } from '../../support/data-folder.ts';
import { createDatabase, type FreshDatabase } from '../../support/postgres.ts';
import { queueTrial } from '../../support/queue/trial.ts';
import type { Finding } from '../findings.ts';
import { noteCommits } from '../intent-record.ts';
import { summarise } from '../statistics.ts';
import { launches } from './launches.ts';
import type { EscalationPlan } from './plan.ts';
import { singles } from './singles.ts';

export interface EscalationBench {
  readonly plan: EscalationPlan;
  readonly say: (line: string) => void;
}

/** The queue, workers that do its part of their work only, and one that launches Claude Code, on an embedded Postgres of its own. */
export async function runEscalation({ plan, say }: EscalationBench): Promise<Finding[]> {
  await using stack = new AsyncDisposableStack();
  const { path: data } = stack.use(await dataFolder());
  const first = await startEmbedded(data, silentLogger);
  await noteCommits(first.url);
  await first.stop();
  const server = await startEmbedded(data, silentLogger);
  stack.defer(() => server.stop());

  say(`escalation: ${plan.singles} one by one`);
  const one = stack.use(await migrated(server.url));
  const findings = await singles(one.url, plan.singles);
  say(`escalation: ${plan.launches} launches of Claude Code`);
  const launched = stack.use(await migrated(server.url));
  findings.push(...(await launches(launched.url, plan.launches)));
  say(`escalation: ${plan.rows} at once`);
  const quiet = stack.use(await migrated(server.url));
  const { rows } = plan;
  const calm = await queueTrial({ url: quiet.url, rows, kills: 0, random: Math.random });
  say(`escalation: ${plan.rows} at once, ${plan.kills} × kill -9`);
  const killed = stack.use(await migrated(server.url));
  const rough = await queueTrial({ url: killed.url, rows, kills: plan.kills, random: Math.random });

  const among = `${rows} queued, two workers`;
  const wrong = rough.lost + rough.endedTwice + rough.miscounted + rough.leftRunning;
  return [
    ...findings,
    {
      what: `claimed, run recorded and ended, ${among}`,
      unit: 'rows/s',
      ours: summarise([rows / calm.seconds]),
      note: 'five transactions each',
    },
    {
      what: `the same over ${plan.kills} × kill -9`,
      unit: 'rows/s',
      ours: summarise([rows / rough.seconds]),
      note: `a rescue waits for its lease of 1 s; ${rough.rescued} rescued`,
    },
    {
      what: `the same, lost, ended twice, miscounted or left running`,
      unit: 'events',
      ours: summarise([wrong]),
      goal: { atMost: 0, of: 'all' },
    },
  ];
}

async function migrated(serverUrl: string): Promise<FreshDatabase> {
  const database = await createDatabase(serverUrl);
  await migrate(database.url, silentLogger);
  return database;
}
