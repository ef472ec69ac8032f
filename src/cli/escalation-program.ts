import { type Command, InvalidArgumentError, Option } from 'commander';
import { APPROVAL_STATUSES } from '../escalation/approval.ts';
import { ESCALATION_STATUSES } from '../escalation/escalation.ts';
import { ApprovalCommands } from './approvals.ts';
import type { CliDeps } from './deps.ts';
import { EscalationCommands } from './escalations.ts';
import { mcp } from './mcp.ts';

interface Json {
  json?: true;
}
interface Filter extends Json {
  status?: string;
  target?: string;
  limit: number;
}
interface Order extends Json {
  by?: string;
}
type Done = (exitCode: number) => void;

const JSON_OPTION = ['--json', 'print JSON'] as const;
const BY = ['--by <name>', 'who you are; your user name without it'] as const;

/** Claude Code on call: what is on its queue, what it may not do unasked, and its tools for a session of your own. */
export function addOnCall(program: Command, deps: CliDeps, done: Done): void {
  addEscalations(program.command('escalations').description('what is on the queue for Claude Code'), deps, done);
  addApprovals(program.command('approvals').description('what Claude Code may not do unasked'), deps, done);
  program
    .command('prompt <id>')
    .description('the briefing of an escalation, for a Claude Code of your own')
    .option(...JSON_OPTION)
    .action(async (id: string, { json }: Json) => done(await new EscalationCommands(deps).prompt(id, json === true)));
  program
    .command('mcp')
    .description('serve the tools of Paramedic to an interactive Claude Code, on standard input and output')
    .option('--name <name>', 'who the session is in the record; your user name without it')
    .action(async ({ name }: { name?: string }) => done(await mcp(deps, name)));
}

function addEscalations(parent: Command, deps: CliDeps, done: Done): void {
  const commands = new EscalationCommands(deps);
  parent
    .command('list', { isDefault: true })
    .description('newest first')
    .addOption(new Option('--status <status>', 'only these').choices([...ESCALATION_STATUSES, 'open']))
    .option('--target <target>', 'only of this container')
    .option('--limit <number>', 'at most so many', parseLimit, 20)
    .option(...JSON_OPTION)
    .action(async ({ json, ...filter }: Filter) => done(await commands.list(filter, json === true)));
  parent
    .command('show <id>')
    .description('the whole story: runs, what was refused, what came of it and why')
    .option(...JSON_OPTION)
    .action(async (id: string, { json }: Json) => done(await commands.show(id, json === true)));
  const order = (word: 'cancel' | 'retry', description: string) =>
    parent
      .command(`${word} <id>`)
      .description(description)
      .option(...BY)
      .option(...JSON_OPTION)
      .action(async (id: string, { json, by }: Order) => done(await commands.order(word, id, by, json === true)));
  order('cancel', 'end it: at once while it is queued, else its worker ends it');
  order('retry', 'queue anew what is left of one that is over');
}

function addApprovals(parent: Command, deps: CliDeps, done: Done): void {
  const commands = new ApprovalCommands(deps);
  parent
    .command('list', { isDefault: true })
    .description('what waits for you, with exactly what would be done')
    .addOption(new Option('--status <status>', 'these instead').choices(APPROVAL_STATUSES).default('pending'))
    .option('--limit <number>', 'at most so many', parseLimit, 20)
    .option(...JSON_OPTION)
    .action(async ({ json, ...filter }: Filter) => done(await commands.list(filter, json === true)));
  const decide = (word: 'approve' | 'deny', description: string) =>
    parent
      .command(`${word} <id>`)
      .description(description)
      .option(...BY)
      .option(...JSON_OPTION)
      .action(async (id: string, { json, by }: Order) => done(await commands.decide(word, id, by, json === true)));
  decide('approve', 'let that very call happen');
  decide('deny', 'say no');
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 10_000) return limit;
  throw new InvalidArgumentError('It should be a whole number from 1 to 10000.');
}
