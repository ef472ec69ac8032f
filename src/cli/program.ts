import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { messageOf, ParamedicError } from '../base/errors.ts';
import { plainText } from '../base/plain-text.ts';
import { INCIDENT_STATUSES, INCIDENT_TYPES } from '../incidents/incident.ts';
import { Commands, type IncidentFilter } from './commands.ts';
import type { CliDeps } from './deps.ts';
import { addOrders, addSilences } from './desk-program.ts';
import { addOnCall } from './escalation-program.ts';
import { EXIT } from './exit.ts';
import { addNotify } from './notify.ts';
import { addReplay } from './replay-command.ts';
import { parseSince } from './since.ts';

interface Json {
  json?: true;
}

/** Runs one command line (without `node` and script) and returns the exit code; never throws, never exits. */
export async function runCli(argv: readonly string[], deps: CliDeps): Promise<number> {
  let exitCode: number = EXIT.fine;
  const program = createProgram(deps, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has told what was wrong, or printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.badInput;
    deps.stderr(`${plainText(messageOf(error))}\n`);
    if (error instanceof ParamedicError && error.cure !== undefined) deps.stderr(`→ ${plainText(error.cure)}\n`);
    // The monitor says the same of bad input as the command line itself would.
    return error instanceof ParamedicError && error.code === 'http_400' ? EXIT.badInput : EXIT.failed;
  }
}

/** `done` gets the exit code of the command that ran. */
export function createProgram(deps: CliDeps, done: (exitCode: number) => void): Command {
  const commands = new Commands(deps);
  const program = new Command('paramedic');
  program
    .description('First aid for containers, with Claude Code on call')
    .version(deps.version)
    .exitOverride()
    .showHelpAfterError('(run it with --help for what it takes)')
    .configureOutput({ writeOut: deps.stdout, writeErr: deps.stderr });
  const reader = (parent: Command, name: string, description: string): Command =>
    parent.command(name).description(description).option('--json', 'print JSON');

  program
    .command('serve')
    .description('run the monitor')
    .action(async () => done(await commands.serve()));
  program
    .command('worker')
    .description('take what could not be healed from the queue, and have Claude Code work on it')
    .action(async () => done(await commands.work()));
  reader(program, 'status', 'how everything is; exit code 3 when engine or storage is away').action(
    async ({ json }: Json) => done(await commands.status(json === true)),
  );
  const incidents = program.command('incidents').description('what happened, and what to do with it');
  addIncidents(incidents, commands, done);
  addOrders(incidents, deps, done);
  addSilences(program.command('silence').description('what nobody wants to hear of'), deps, done);
  reader(program, 'explain <container>', 'the last decisions about a container, with reasons and inputs')
    .option('--since <when>', 'all that are on record since then, such as 7d', (text) => parseSince(text, deps.now()))
    .action(async (container: string, { since, json }: Json & { since?: number }) =>
      done(await commands.explain(container, since, json === true)),
    );
  addNotify(program.command('notify').description('the roads to people'), deps, done);
  addReplay(program, deps, done);
  addOnCall(program, deps, done);
  reader(program, 'doctor', 'what is wrong with the set-up, and the cure').action(async ({ json }: Json) =>
    done(await commands.doctor(json === true)),
  );
  program
    .command('healthcheck')
    .description('exit code 0 while the monitor is alive')
    .action(async () => done(await commands.healthcheck()));
  program
    .command('migrate')
    .description('bring the tables up to date')
    .action(async () => done(await commands.migrate()));

  const config = program.command('config').description('the configuration');
  reader(config, 'print', 'every setting in force and where it comes from').action(async ({ json }: Json) =>
    done(await commands.printConfig(json === true)),
  );
  reader(config, 'check', 'exit code 2 and all faults when something is wrong').action(async ({ json }: Json) =>
    done(await commands.checkConfig(json === true)),
  );
  const db = program.command('db').description('the database');
  db.command('url')
    .description('print the connection string, for psql')
    .action(async () => done(await commands.databaseUrl()));
  return program;
}

function addIncidents(parent: Command, commands: Commands, done: (exitCode: number) => void): void {
  parent
    .command('list', { isDefault: true })
    .description('incidents, newest first')
    .addOption(new Option('--status <status>', 'only these').choices([...INCIDENT_STATUSES, 'unresolved']))
    .addOption(new Option('--type <type>', 'only these').choices(INCIDENT_TYPES))
    .option('--target <target>', 'only of this container')
    .option('--limit <number>', 'at most so many', parseLimit, 20)
    .option('--json', 'print JSON')
    .action(async ({ json, ...filter }: IncidentFilter & Json) =>
      done(await commands.incidents(filter, json === true)),
    );
  parent
    .command('show <id>')
    .description('the whole story of one incident')
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: Json) => done(await commands.incident(id, json === true)));
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 10_000) return limit;
  throw new InvalidArgumentError('It should be a whole number from 1 to 10000.');
}
