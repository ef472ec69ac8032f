import { REASONS } from '../src/escalation/gate/reasons.ts';
import type { ProgramRule } from '../src/escalation/gate/rule.ts';
import {
  ASKED,
  DENIED,
  DENIED_GIT,
  FIND_TESTS,
  PROGRAMS,
  PROTECTED,
  TOOLS,
  TOOLS_NOT_OFFERED,
  TYPED_TOOLS,
} from '../src/escalation/gate/rules.ts';
import { row, table, withTables } from './tables.ts';

/** Puts what the gate's rules say into the page. */
export const renderGuardrailsPage = (page: string): string => withTables('docs/guardrails.md', page, TABLES);

const code = (words: string): string =>
  words
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => `\`${word}\``)
    .join(' ');
const verdict = (reason: keyof typeof REASONS): string =>
  REASONS[reason].escape === true ? 'deny, counts as a try to break out' : REASONS[reason].kind;

const OPERANDS: Readonly<Record<ProgramRule['operands'], string>> = {
  none: 'no arguments',
  text: 'any text',
  files: 'files that may be read',
  names: 'paths inside',
  pattern: 'a pattern, files that may be read',
  search: 'a pattern, revisions and paths',
  script: 'lines to print (`10,20p`), files that may be read',
  format: '`+FORMAT`',
  here: 'the workspace',
  tests: `paths inside; ${code(Object.values(FIND_TESTS).join(' '))}`,
  revisions: 'revisions and paths that may be read',
  changes: 'paths that may be changed',
  removals: 'files that may be changed; asked for where their text is judged',
  stage: 'paths that may be changed, or were after asking',
};
const optionsOf = ({ options }: ProgramRule): string => (options === '*' ? 'all words are text' : code(options));

const reasonRows = (names: Readonly<Partial<Record<string, string>>>, separator: string): readonly string[] =>
  Object.entries(names).map(([reason, list = '']) =>
    row(
      `\`${reason}\``,
      list
        .split(separator)
        .map((name) => `\`${name}\``)
        .join(' '),
    ),
  );

const TABLES = {
  programs: () =>
    table(
      ['Command', 'Options', 'Arguments', 'Behind a pipe'],
      Object.entries(PROGRAMS).map(([name, rule]) =>
        row(
          `\`${name}\``,
          optionsOf(rule),
          OPERANDS[rule.operands] + (rule.ask ? '; asks' : ''),
          rule.pipe ? 'yes' : '',
        ),
      ),
    ),
  'asked commands': () => table(['Reason', 'Commands that begin with'], reasonRows(ASKED, ', ')),
  'denied programs': () => table(['Reason', 'Programs'], [...reasonRows(DENIED, ' '), ...reasonRows(DENIED_GIT, ' ')]),
  'protected paths': () =>
    table(
      ['Names', 'Except', 'Read', 'Changed'],
      PROTECTED.map(({ names, except = '', read, write }) =>
        row(code(names), code(except), read === undefined ? 'allow' : verdict(read), verdict(write)),
      ),
    ),
  tools: () =>
    table(
      ['Tool', 'What is judged'],
      [
        ...Object.entries(TOOLS).map(([name, { use }]) => row(`\`${name}\``, USES[use])),
        row(code(TYPED_TOOLS.target), 'allowed for targets of this escalation'),
        row(code(TYPED_TOOLS.incident), 'allowed'),
        row(code(TOOLS_NOT_OFFERED), 'denied'),
        row('anything else', 'denied'),
      ],
    ),
  reasons: () =>
    table(
      ['Reason', 'Verdict', 'What Claude Code is told'],
      Object.entries(REASONS).map(([reason, { message }]) =>
        row(`\`${reason}\``, verdict(reason as keyof typeof REASONS), message),
      ),
    ),
} as const;

const USES: Readonly<Record<(typeof TOOLS)[string]['use'], string>> = {
  bash: 'the command, word by word (below)',
  read: 'that the path may be read',
  list: 'that the path and the pattern stay inside; names only',
  search: 'that the path and the pattern stay inside and name no secret',
  write: 'that the path may be changed, and what the file becomes',
  free: 'nothing: it touches nothing',
};
