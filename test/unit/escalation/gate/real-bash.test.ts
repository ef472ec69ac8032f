import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PROGRAMS } from '../../../../src/escalation/gate/rules.ts';
import { readShell, type SimpleCommand } from '../../../../src/escalation/gate/shell-reader.ts';
import { decideCommand } from '../../../support/gate.ts';
import { StubbedBash } from '../../../support/stubbed-bash.ts';

const LISTED = [...new Set(Object.keys(PROGRAMS).map((name) => name.split(' ')[0] ?? ''))];
/** What a command that got past the reader might call. */
const FORBIDDEN = ['sh', 'id', 'curl', 'push', 'evil', 'rm', 'a', 'x', 'l', 's'];
const bash = new StubbedBash([...LISTED, ...FORBIDDEN]);
afterAll(() => bash[Symbol.dispose]());

const sorted = (calls: readonly (readonly string[])[]): readonly string[] =>
  calls.map((call) => JSON.stringify(call)).sort();

/** All stubs succeed: whatever stands behind || is left out, up to the next && or ;. */
function callsOf(commands: readonly SimpleCommand[]): readonly (readonly string[])[] {
  let runs = true;
  return commands
    .filter(({ joint }) => {
      if (joint !== '|') runs = joint !== '||';
      return runs;
    })
    .map(({ words }) => words.map(({ text }) => text));
}

/** What the reader says that runs, and what bash has run, are the same words. */
function expectSameWords(command: string): void {
  const reading = readShell(command);
  if (reading.kind === 'refused') throw new Error(`refused: ${reading.reason}`);
  expect({ command, calls: sorted(bash.run(command)) }).toEqual({ command, calls: sorted(callsOf(reading.commands)) });
  expect(bash.left()).toEqual([]);
}

describe('what the reader reads is what bash runs', () => {
  it.each([
    String.raw`echo a\ b 'c  d' "e\"f\\g\h" i"j"'k'\l`,
    String.raw`echo '\' "\a\'" '$x' "a'b" 'a"b' \" \' \\ \| \& \; \( \< \> \* \$`,
    `echo '' "" a''b ""`,
    `git commit -m 'a;b|c&&d $(id) \`id\`' && ls -l; pwd || id | cat`,
    'echo a#b',
    'ls 2>/dev/null >/dev/null 2>&1 -l',
    '>/dev/null ls 2>&1 x',
    'ls>/dev/null|cat 2> /dev/null;pwd>  /dev/null',
    'echo a2>/dev/null b',
    'echo 2 >/dev/null 1 2>&1 3',
    'echo a 2>&1; echo 1>/dev/null b',
    `echo '2'>/dev/null`,
    'ls && pwd || true && cat x | head ; date',
    'ls || pwd | cat && date',
    'echo HEAD~1 a~ HEAD^~2 x=y a=b',
    'echo ! a! !b ^a ^b^c % @ + , - . / : _ ] a]b',
    'echo "für" \'später → 日本\' "e\u0301"',
    'find . \\( -name a -o -name b \\) ! -empty',
    'echo "a\\\\" b',
    'echo "\\`" "\\$x"',
    '  ls   -l   ;   pwd  ',
  ])('%j', (command) => expectSameWords(command));

  it('also for commands drawn by lot', () => {
    const piece = fc.constantFrom(
      ...[
        ' ',
        ' ',
        ' ',
        "'",
        '"',
        '\\',
        'a',
        'x',
        '1',
        '2',
        '~',
        '#',
        '=',
        '!',
        '^',
        '-',
        '/',
        ':',
        '%',
        ']',
        '.',
        'ä',
      ],
      ...['|', '||', '&&', ';', '&', '>', '<', '(', ')', '$', '`', '{', '}', '*', '?', '[', '2>&1', '>/dev/null'],
      ...[
        "' '",
        '" "',
        "'a b'",
        '"a b"',
        "'$'",
        '"\\$"',
        '\\ ',
        '\\;',
        "'|'",
        '";"',
        'echo ',
        ' echo ',
        'ls ',
        ' cat',
        '$(id)',
        'id',
      ],
    );
    const command = fc.array(piece, { maxLength: 14 }).map((pieces) => `echo ${pieces.join('')}`);
    let read = 0;
    fc.assert(
      fc.property(command, (text) => {
        const reading = readShell(text);
        if (reading.kind === 'refused') return;
        // An unlisted first word might be a word of the shell itself, a wildcard is expanded: the gate denies both.
        const words = reading.commands.flatMap((one) => one.words);
        if (words.some(({ glob }) => glob)) return;
        if (!reading.commands.every((one) => LISTED.includes(one.words[0]?.text ?? ''))) return;
        read += 1;
        expectSameWords(text);
      }),
      { numRuns: 1_500 },
    );
    expect(read).toBeGreaterThan(100);
  }, 60_000);

  it('and what is allowed runs listed programs only, whatever it is made of', () => {
    const start = fc.constantFrom('ls ', 'git status ', 'cat a', 'echo ', 'git log ', 'git commit -m ', 'grep a b');
    const twist = fc.constantFrom(
      ...[
        ';id',
        '&&sh',
        '| sh',
        '|sh',
        '$(id)',
        '`id`',
        '&id',
        '\nid',
        '\rid',
        ' <(id)',
        '>x',
        '>>x',
        '>|x',
        '<<a',
        ' #',
        "'",
        '"',
        '\\',
      ],
      ...[
        '2>x',
        '&>x',
        '||id',
        ' || id',
        ';',
        ' a',
        " ';id'",
        ' ";id"',
        ' \\;id',
        '{id,x}',
        '!id',
        '~',
        '*',
        '\u00a0id',
        '\tid',
        ' 2>&1',
        '\\\nid',
      ],
    );
    const text = fc.tuple(start, fc.array(twist, { maxLength: 5 })).map(([head, twists]) => head + twists.join(''));
    let allowed = 0;
    fc.assert(
      fc.property(text, (command) => {
        if (decideCommand(command).kind !== 'allow') return;
        allowed += 1;
        const called = bash.run(command).map(([name]) => name);
        expect({ command, strangers: called.filter((name) => !LISTED.includes(name ?? '')) }).toEqual({
          command,
          strangers: [],
        });
        expect(bash.left()).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
    expect(allowed).toBeGreaterThan(100);
  }, 60_000);
});
