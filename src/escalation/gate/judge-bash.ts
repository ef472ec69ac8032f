import type { Input } from './fields.ts';
import { judgeCommand } from './judge-command.ts';
import { looksBehindChange } from './may-change-files.ts';
import { pathsInWord } from './path-words.ts';
import type { Surroundings } from './paths.ts';
import { type Refusal, refuse, strictest } from './refusal.ts';
import { readShell } from './shell-reader.ts';

/** Every command of the line has to be allowed. */
export function judgeBash(input: Input, around: Surroundings): Refusal | undefined {
  if (input.dangerouslyDisableSandbox === true) return refuse('sandbox_off');
  if (input.run_in_background === true) return refuse('background');
  const reading = readShell(String(input.command));
  if (reading.kind === 'refused') return refuse(reading.reason);
  const refusals = reading.commands.map((command) => judgeCommand(command, around));
  return strictest([...refusals, looksBehindChange(reading.commands) ? refuse('look_separately') : undefined]);
}

/** All that its words may name; too many rather than too few. */
export function pathsOfCommand(command: string): readonly string[] {
  const reading = readShell(command);
  if (reading.kind === 'refused') return [];
  const words = reading.commands.flatMap((one) => one.words.slice(1));
  return [...new Set(words.flatMap(({ text }) => [text, ...(pathsInWord(text) ?? [])]))];
}
