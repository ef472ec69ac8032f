import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../config/duration.ts';
import { INCIDENT_TYPES } from '../incidents/incident.ts';
import type { CliDeps } from './deps.ts';
import { OrderCommands, type OrderWord } from './orders.ts';
import { SilenceCommands, type SilenceOptions } from './silences.ts';

interface Json {
  json?: true;
}

interface OrderOptions extends Json {
  by?: string;
  for?: string;
  until?: string;
}

type Done = (exitCode: number) => void;

const BY = ['--by <name>', 'who you are; your user name without it'] as const;
const forHowLong = () => new Option('--for <span>', 'such as 2h or 1d').argParser(readSpan).conflicts('until');
const untilWhen = () => new Option('--until <instant>', 'such as 2026-11-20T12:00:00Z').argParser(readInstant);

/** What people do with open incidents: `paramedic incidents ack ID` and its like. */
export function addOrders(incidents: Command, deps: CliDeps, done: Done): void {
  const commands = new OrderCommands(deps);
  const order = (word: OrderWord, takes: string, description: string): Command =>
    incidents
      .command(`${word} ${takes}`)
      .description(description)
      .option(...BY)
      .option('--json', 'print JSON');
  const simple = (word: OrderWord, description: string) =>
    order(word, '<id>', description).action(async (id: string, { json, by }: OrderOptions) =>
      done(await commands.order(word, id, { by }, json === true)),
    );
  simple('ack', 'say that you look after it; it stays open');
  simple('mute', 'tell nobody of it until it is resolved');
  simple('unmute', 'tell of it again, also when it was snoozed');
  simple('escalate', 'put it on the queue for Claude Code, also where policy keeps it back');
  order('snooze', '<id>', 'tell nobody of it for a while')
    .addOption(forHowLong())
    .addOption(untilWhen())
    .action(async (id: string, { json, ...body }: OrderOptions, command: Command) => {
      needsEnd(body, command);
      done(await commands.order('snooze', id, body, json === true));
    });
  order('comment', '<id> <text...>', 'write a line into its story').action(
    async (id: string, words: string[], { json, by }: OrderOptions) =>
      done(await commands.order('comment', id, { by, text: words.join(' ') }, json === true)),
  );
  order('resolve', '<id> [text...]', 'resolve it by hand; it is not opened anew before the trouble was gone').action(
    async (id: string, words: string[], { json, by }: OrderOptions) =>
      done(
        await commands.order('resolve', id, words.length === 0 ? { by } : { by, text: words.join(' ') }, json === true),
      ),
  );
}

/** `paramedic silence`: what people want to hear nothing of. */
export function addSilences(parent: Command, deps: CliDeps, done: Done): void {
  const commands = new SilenceCommands(deps);
  parent
    .command('add')
    .description('set one; healing goes on unless it is held')
    .requiredOption(
      '--target <pattern>',
      "a target, a container or a service, or a pattern over targets such as 'shop/*'",
    )
    .addOption(new Option('--type <type>', 'only incidents of this type').choices(INCIDENT_TYPES))
    .addOption(new Option('--from <instant>', 'when it begins; now without it').argParser(readInstant))
    .addOption(forHowLong())
    .addOption(untilWhen())
    .option('--comment <text>', 'why')
    .option('--hold-healing', 'a maintenance window: nothing is healed either')
    .option(...BY)
    .option('--json', 'print JSON')
    .action(async ({ json, ...options }: SilenceOptions & Json, command: Command) => {
      needsEnd(options, command);
      done(await commands.add(options, json === true));
    });
  parent
    .command('list', { isDefault: true })
    .description('those that run or are to come')
    .option('--json', 'print JSON')
    .action(async ({ json }: Json) => done(await commands.list(json === true)));
  parent
    .command('end <id>')
    .description('end one before its time')
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: Json) => done(await commands.end(id, json === true)));
}

function needsEnd(end: { for?: string; until?: string }, command: Command): void {
  if (end.for === undefined && end.until === undefined) command.error('error: say --for how long, or --until when');
}

function readSpan(text: string): string {
  if (parseDuration(text) !== undefined) return text;
  throw new InvalidArgumentError('It should be a time span with its unit (m, h, d), such as 2h.');
}

function readInstant(text: string): string {
  const at = Date.parse(text);
  if (!Number.isNaN(at) && /^\d{4}-\d{2}-\d{2}T/.test(text)) return new Date(at).toISOString();
  throw new InvalidArgumentError('It should be an instant such as 2026-11-20T12:00:00Z.');
}
