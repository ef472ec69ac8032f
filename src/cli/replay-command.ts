import type { Command } from 'commander';
import { printedSettings } from '../config/print.ts';
import { replay } from '../replay/replay.ts';
import { replayReport } from '../replay/report.ts';
import type { CliDeps } from './deps.ts';
import { renderReplay } from './replay.ts';
import { Session } from './session.ts';
import { parseSince } from './since.ts';

interface Options {
  readonly since: number;
  readonly policy: string;
  readonly json?: true;
}

/** `paramedic replay`: needs the record, and no running monitor. */
export function addReplay(program: Command, deps: CliDeps, done: (exitCode: number) => void): void {
  program
    .command('replay')
    .description('what another policy would have decided on what is on record')
    .requiredOption('--policy <file>', 'settings that differ from the present ones, as in paramedic.yml')
    .option('--since <when>', 'from when on: 7d, or an instant', (text) => parseSince(text, deps.now()), undefined)
    .option('--json', 'print JSON')
    .action(async ({ since = parseSince('7d', deps.now()), policy, json }: Options) =>
      done(await runReplay(deps, { since, policy }, json === true)),
    );
}

async function runReplay(
  deps: CliDeps,
  { since, policy }: { since: number; policy: string },
  json: boolean,
): Promise<number> {
  const session = new Session(deps);
  const present = deps.loadConfig();
  if (!present.ok) return session.tellFaults(present.faults);
  const proposed = deps.loadConfig(policy);
  if (!proposed.ok) return session.tellFaults(proposed.faults);
  const history = await deps.history(present.config, since, deps.now());
  const played = replay(history, present.config, proposed.config);
  const report = replayReport(played, printedSettings(present.chosen), printedSettings(proposed.chosen));
  return json ? session.printJson(report) : session.print(renderReplay(report, deps.paint));
}
