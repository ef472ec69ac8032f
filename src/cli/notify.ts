import { type Command, Option } from 'commander';
import { messageOf, ParamedicError } from '../base/errors.ts';
import { newId } from '../base/id.ts';
import type { Config } from '../config/config.ts';
import { channelsOf } from '../notifications/channels.ts';
import type { Channel } from '../notifications/ports.ts';
import { testMessage } from '../notifications/test-message.ts';
import type { CliDeps } from './deps.ts';
import { EXIT } from './exit.ts';
import { Session } from './session.ts';

/** As long as a message of the outbox is given. */
const DEADLINE_MS = 10_000;
const CHANNELS = ['webhook', 'slack', 'alertmanager'] as const;

type Sent =
  | { readonly channel: string; readonly delivered: true; readonly seconds: number }
  | { readonly channel: string; readonly delivered: false; readonly reason: string; readonly cure: string };

interface TestOptions {
  channel?: string;
  json?: true;
}

/** `paramedic notify test`: sends by itself, so that it works before the monitor does. */
export function addNotify(parent: Command, deps: CliDeps, done: (exitCode: number) => void): void {
  const session = new Session(deps);
  parent
    .command('test')
    .description('send a test message through each configured channel now; exit code 1 when one fails')
    .addOption(new Option('--channel <name>', 'only this one').choices(CHANNELS))
    .option('--json', 'print JSON')
    .action(async ({ channel, json }: TestOptions) =>
      done(
        await session.withConfig(async (config) => {
          const sent = await sendAll(chosen(config, channel, deps), config, deps);
          if (json) session.printJson({ channels: sent });
          else session.print(sent.flatMap((one) => linesOf(one, deps)));
          return sent.every(({ delivered }) => delivered) ? EXIT.fine : EXIT.failed;
        }),
      ),
    );
}

function chosen(config: Config, name: string | undefined, { now }: CliDeps): readonly Channel[] {
  const channels = channelsOf(config, now).filter((one) => name === undefined || one.name === name);
  if (channels.length > 0) return channels;
  const settings = (name === undefined ? CHANNELS : [name]).map((one) => `PARAMEDIC_${one.toUpperCase()}_URL`);
  const what = name === undefined ? 'No channel is configured' : `The channel ${name} is not configured`;
  throw new ParamedicError('no_channel', `${what}: nobody would be told of an incident by it.`, {
    cure: `Set ${settings.join(' or ')}, for the monitor and for this command.`,
  });
}

const sendAll = (channels: readonly Channel[], config: Config, deps: CliDeps): Promise<Sent[]> =>
  Promise.all(channels.map((channel) => send(channel, config, deps)));

async function send(channel: Channel, { host = 'this host' }: Config, { now }: CliDeps): Promise<Sent> {
  const begun = performance.now();
  try {
    const message = { ...testMessage(newId(), host, now()), channel: channel.name };
    await channel.send(message, AbortSignal.timeout(DEADLINE_MS));
    return { channel: channel.name, delivered: true, seconds: Math.round(performance.now() - begun) / 1_000 };
  } catch (error) {
    const isLate = error instanceof ParamedicError && error.code.endsWith('_timeout');
    const reason = isLate ? `No answer within ${DEADLINE_MS / 1_000} s.` : messageOf(error);
    const cure = error instanceof ParamedicError ? error.cure : undefined;
    return { channel: channel.name, delivered: false, reason, cure: cure ?? 'Look at its setting.' };
  }
}

const linesOf = (sent: Sent, { paint }: CliDeps): string[] =>
  sent.delivered
    ? [`${paint('good', '✓')} ${sent.channel}: delivered after ${sent.seconds} s`]
    : [`${paint('bad', '✗')} ${sent.channel}: ${sent.reason}`, `    → ${sent.cure}`];
