import { type Arguments, readArguments } from './arguments.ts';
import { fileKinds } from './file-kind.ts';
import { pathsInWord } from './path-words.ts';
import { type Access, cwdOf, judgePath, type Surroundings } from './paths.ts';
import { type Refusal, refuse, strictest } from './refusal.ts';
import type { ProgramRule } from './rule.ts';
import { SED_SCRIPT } from './rules.ts';
import type { Word } from './shell-word.ts';

/** The arguments of a listed program that are no options: as many, of the kind, and leading where they may. */
export function judgeOperands(
  rule: ProgramRule,
  read: Arguments,
  piped: boolean,
  around: Surroundings,
): Refusal | undefined {
  const { operands } = read;
  const wild = operands.find((word) => word.glob && !(rule.globs && isTameGlob(word.text)));
  if (wild !== undefined) return refuse('glob', wild.text);
  const [least = 0, most = rule.operands === 'none' ? 0 : Number.POSITIVE_INFINITY] = rule.count ?? [];
  if (operands.length < least || operands.length > most) return refuse('operand_not_allowed', operands[most]?.text);
  if (rule.afterDashes && (!read.dashes || read.beforeDashes > 0)) return refuse('git_history', operands[0]?.text);
  return strictest(judge(rule, read, piped, around));
}

function judge(
  rule: ProgramRule,
  read: Arguments,
  piped: boolean,
  around: Surroundings,
): readonly (Refusal | undefined)[] {
  const words = read.operands.map(({ text }) => text);
  const each = (access: Access, paths: readonly string[]) => paths.map((path) => judgePath(path, access, around));
  const files = (paths: readonly string[]) => judgeFiles(rule, paths, piped, around);
  switch (rule.operands) {
    case 'none':
    case 'text':
      return [];
    case 'names':
      return each('names', words);
    case 'files':
      return files(words);
    case 'pattern':
      return [...needsText(read), ...files(behindPattern(read))];
    case 'search':
      return [...needsText(read), ...behindPattern(read).flatMap((word) => judgeRevision(word, around))];
    case 'script':
      return [
        SED_SCRIPT.test(words[0] ?? '') ? undefined : refuse('operand_not_allowed', words[0]),
        ...files(words.slice(1)),
      ];
    case 'format':
      return words.map((word) => (word.startsWith('+') ? undefined : refuse('operand_not_allowed', word)));
    case 'here':
      return words.map((word) => judgeHere(word, around));
    case 'revisions':
      return words.flatMap((word) => judgeRevision(word, around));
    case 'changes':
      return words.flatMap((word) => judgeChange(word, 'write', around));
    case 'removals':
      return words.flatMap((word) => [...judgeChange(word, 'write', around), judgeRemoval(word)]);
    case 'stage':
      return words.flatMap((word) => judgeChange(word, 'stage', around));
    case 'tests':
      return [refuse('gate_failed')];
  }
}

/** The first argument is the pattern, unless -e has named one: then all of them are files. */
const behindPattern = ({ options, operands }: Arguments): readonly string[] =>
  operands.slice(options.has('-e') ? 0 : 1).map(({ text }) => text);

const needsText = ({ options, operands }: Arguments): readonly Refusal[] =>
  options.has('-e') || operands.length > 0 ? [] : [refuse('operand_not_allowed')];

function judgeFiles(
  rule: ProgramRule,
  paths: readonly string[],
  piped: boolean,
  around: Surroundings,
): readonly (Refusal | undefined)[] {
  if (paths.length === 0 && rule.pipe && !piped) return [refuse('missing_file')];
  return paths.map((path) => {
    if (path === '-') return piped ? undefined : refuse('missing_file', path);
    const fault = judgePath(path, 'read', around);
    return fault ?? (/(?:^|\/)\.?$/.test(path) ? refuse('recursive_search', path) : undefined);
  });
}

function judgeHere(path: string, around: Surroundings): Refusal | undefined {
  const fault = judgePath(path, 'names', around);
  if (fault !== undefined) return fault;
  return around.resolved.get(path) === cwdOf(around.scope) ? undefined : refuse('operand_not_allowed', path);
}

/** A revision, a path, or both as in HEAD:path; git could take a word for either, so every reading has to be harmless. */
function judgeRevision(word: string, around: Surroundings): readonly (Refusal | undefined)[] {
  if (word.startsWith(':') || WILDCARD.test(word)) return [refuse('operand_not_allowed', word)];
  const paths = pathsInWord(word);
  if (paths === undefined) return [refuse('operand_not_allowed', word)];
  return [word, ...paths].map((path) => judgePath(path, 'read', around));
}

function judgeChange(word: string, access: Access, around: Surroundings): readonly (Refusal | undefined)[] {
  if (word.startsWith(':') || WILDCARD.test(word)) return [refuse('operand_not_allowed', word)];
  return [judgePath(word, access, around)];
}

/** Written anew it would be compared with nothing: a volume or a label that went with it would not be missed. */
const judgeRemoval = (word: string): Refusal | undefined =>
  fileKinds(word).length > 0 ? refuse('unjudged_change', word) : undefined;

/** git expands these by itself, also in quotes. */
const WILDCARD = /[*?[\\]/;

/** Only in the last part, and the name begins literally: what it is expanded to is no option and in that folder. */
const isTameGlob = (text: string): boolean =>
  /^[^-*?[\]][^*?[\]]*$/.test(text.slice(0, 1 + text.lastIndexOf('/')) || text.charAt(0));

/** What a listed program takes for paths; what it would not take at all is refused elsewhere. */
export function pathOperands({ operands, options }: ProgramRule, words: readonly Word[]): readonly string[] {
  const read = readArguments(options, words);
  if (operands === 'text' || operands === 'format' || read.kind === 'fault') return [];
  if (operands === 'pattern') return behindPattern(read);
  return read.operands.slice(operands === 'script' ? 1 : 0).map(({ text }) => text);
}
