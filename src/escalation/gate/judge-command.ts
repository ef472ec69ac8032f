import { readArguments } from './arguments.ts';
import { judgeFind } from './judge-find.ts';
import { judgeOperands } from './judge-operands.ts';
import { pathsInWord } from './path-words.ts';
import { judgePath, type Surroundings } from './paths.ts';
import { programOf } from './programs.ts';
import type { Reason } from './reasons.ts';
import { type Refusal, refuse, strictest } from './refusal.ts';
import type { ProgramRule } from './rule.ts';
import { LIFTABLE } from './rules.ts';
import type { SimpleCommand } from './shell-reader.ts';
import type { Word } from './shell-word.ts';

/** May this one command run? The reader has made sure that its words are what the program gets. */
export function judgeCommand({ words, joint }: SimpleCommand, around: Surroundings): Refusal | undefined {
  const program = programOf(words);
  if (joint === '|' && !(program.kind === 'listed' && program.rule.pipe)) {
    return program.kind === 'denied' ? refuse(program.reason, program.subject) : refuse('pipe_into', words[0]?.text);
  }
  if (program.kind === 'listed') return judgeListed(program.rule, program.rest, joint === '|', around);
  return lifted(words, refuse(program.reason, program.kind === 'denied' ? program.subject : undefined), around);
}

function judgeListed(
  rule: ProgramRule,
  words: readonly Word[],
  piped: boolean,
  around: Surroundings,
): Refusal | undefined {
  if (rule.operands === 'tests') return judgeFind(words, around);
  if (rule.options === '*') return words.some(({ glob }) => glob) ? refuse('glob') : undefined;
  const read = readArguments(rule.options, words);
  if (read.kind === 'fault') return refuse(faultReason(read.subject, words), read.subject);
  const needed = rule.needs?.split(' ');
  if (needed !== undefined && !needed.some((name) => read.options.has(name))) return refuse('needs_option', rule.needs);
  const fault = judgeOperands(rule, read, piped, around);
  return strictest([fault, rule.ask && refuse(rule.ask)]);
}

const faultReason = (
  option: string,
  words: readonly Word[],
): 'no_verify' | 'recursive_search' | 'option_not_allowed' => {
  if (option.startsWith('--no-v')) return 'no_verify';
  const recursive = /^-[a-zA-Z]*[rR]|^--(?:dereference-)?rec/.test(option);
  return recursive && words.length > 1 ? 'recursive_search' : 'option_not_allowed';
};

/** What is not on our list, an operator may have put on theirs; a person may be asked for the rest of it. */
function lifted(words: readonly Word[], refusal: Refusal, around: Surroundings): Refusal | undefined {
  const texts = words.map(({ text }) => text);
  const begins = (list: readonly string[]): boolean => list.length > 0 && list.every((word, at) => texts[at] === word);
  const mine = around.scope.allowedCommands.filter(begins);
  if (mine.some(({ length }) => length === words.length) && isAmong(LIFTABLE.wordForWord, refusal)) return undefined;
  const allowed =
    (mine.length > 0 && isAmong(LIFTABLE.freely, refusal)) ||
    (mine.some(([, script = '-']) => !script.startsWith('-')) && isAmong(LIFTABLE.withScript, refusal));
  return strictest([allowed ? undefined : refusal, judgeAnyWords(words, around)]);
}

const isAmong = (reasons: readonly Reason[], { reason }: Refusal): boolean => reasons.includes(reason);

/** Nothing is known of the program: whatever could be a path has to stay inside. */
function judgeAnyWords(words: readonly Word[], around: Surroundings): Refusal | undefined {
  for (const { text, glob } of words.slice(1)) {
    if (glob) return refuse('glob', text);
    const paths = pathsInWord(text);
    if (paths === undefined) return refuse('operand_not_allowed', text);
    const fault = strictest(paths.map((path) => judgePath(path, 'read', around)));
    if (fault !== undefined) return fault;
  }
  return undefined;
}
