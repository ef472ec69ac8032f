import { describe, expect, it } from '@jest/globals';
import { readArguments } from '../../../../src/escalation/gate/arguments.ts';
import { pathsInWord } from '../../../../src/escalation/gate/path-words.ts';
import { pathsOf } from '../../../../src/escalation/gate/paths-of.ts';
import { readShell } from '../../../../src/escalation/gate/shell-reader.ts';

const args = (spec: string, line: string) => {
  const reading = readShell(`x ${line}`);
  const read = readArguments(spec, reading.kind === 'read' ? (reading.commands[0]?.words.slice(1) ?? []) : []);
  if (read.kind === 'fault') return `fault ${read.subject}`;
  const { options, operands, beforeDashes, dashes } = read;
  return { options: [...options], operands: operands.map(({ text }) => text), beforeDashes, dashes };
};

describe('the words behind a program', () => {
  it.each([
    ['', 'a b', { options: [], operands: ['a', 'b'], beforeDashes: 2, dashes: false }],
    ['-a', '-a x -a', { options: ['-a'], operands: ['x'], beforeDashes: 1, dashes: false }],
    ['-a', 'x -- -a -z', { options: [], operands: ['x', '-a', '-z'], beforeDashes: 1, dashes: true }],
    ['-a', '-- --', { options: [], operands: ['--'], beforeDashes: 0, dashes: true }],
    ['', '-', { options: [], operands: ['-'], beforeDashes: 1, dashes: false }],
    ['-a -b -n:count', '-abn5', { options: ['-a', '-b', '-n'], operands: [], beforeDashes: 0, dashes: false }],
    ['-a -n:count', '-an 5 x', { options: ['-a', '-n'], operands: ['x'], beforeDashes: 1, dashes: false }],
    ['-#', '-20 x', { options: ['-#'], operands: ['x'], beforeDashes: 1, dashes: false }],
    ['--max=count', '--max=5', { options: ['--max'], operands: [], beforeDashes: 0, dashes: false }],
    ['--by:text', '--by -x y', { options: ['--by'], operands: ['y'], beforeDashes: 1, dashes: false }],
    ['--by:text', '--by=x', { options: ['--by'], operands: [], beforeDashes: 0, dashes: false }],
    ['-e:text', '-e -- x', { options: ['-e'], operands: ['x'], beforeDashes: 1, dashes: false }],
    ['-n:count', 'x -n 5', { options: ['-n'], operands: ['x'], beforeDashes: 1, dashes: false }],
    ['-e:text', 'x -ey', { options: ['-e'], operands: ['x'], beforeDashes: 1, dashes: false }],
    ['-L:range', '-L 1,+5', { options: ['-L'], operands: [], beforeDashes: 0, dashes: false }],
  ])('with %j: %j', (spec, line, expected) => {
    expect(args(spec, line)).toEqual(expected);
  });

  it.each([
    ['', '-a', '-a'],
    ['-a', '-ab', '-ab'],
    ['-a', '--a', '--a'],
    ['-#', "'-#'", '-#'],
    ['-#', '-5x', '-5x'],
    ['-a', '-5', '-5'],
    ['--max=count', '--max 5', '--max'],
    ['--max=count', '--max=x', '--max=x'],
    ['--max=count', '--ma=5', '--ma=5'],
    ['--max', '--max=5', '--max=5'],
    ['--by:text', '--by', '--by'],
    ['-e:text', '-e', '-e'],
    ['-e:text', 'x -e y', '-e'],
    ['-n:count', '-n -5', '-n'],
    ['-n:count', '-n x', '-n'],
    ['-n:count', '-nx', '-nx'],
    ['-e:text', '-e a*', '-e'],
    ['-e:text', '-ea*', '-ea*'],
    ['-n:amount', '-n 5T', '-n'],
    ['-L:range', '-L /x/,5', '-L'],
    ['-x:nonsense', '-x 5', '-x'],
    ['-x:nonsense', "-x ''", '-x'],
  ])('with %j refused: %j', (spec, line, subject) => {
    expect(args(spec, line)).toBe(`fault ${subject}`);
  });
});

describe('what a word may name as a path', () => {
  it.each([
    ['a', ['a']],
    ['HEAD:src/a', ['HEAD', 'src/a', 'HEAD:src/a']],
    ['a:b:c', ['a', 'b', 'c', 'a:b:c', 'b:c']],
    ['x=/etc/a', ['x', '/etc/a', 'x=/etc/a']],
    ['@/etc/a', ['/etc/a', '@/etc/a']],
    ['a,/etc', ['a', '/etc', 'a,/etc']],
    ['--file=/etc/a', ['/etc/a']],
    ['-I/etc', ['/etc']],
    ['-', []],
    ['--', []],
    ['a-I/b', ['a-I/b']],
    ['', []],
  ])('%j: %j', (word, paths) => {
    expect([...(pathsInWord(word) ?? [])].sort()).toEqual([...paths].sort());
  });
  it('is not looked for in a word of too many parts', () => {
    expect(pathsInWord('a:'.repeat(15))).toHaveLength(16);
    expect(pathsInWord('a:'.repeat(16))).toBeUndefined();
  });
});

describe('the paths to follow before a decision', () => {
  it.each([
    [
      'Bash',
      { command: 'cat a | grep -n x b=c && git show HEAD:d' },
      ['a', '-n', 'x', 'b=c', 'b', 'c', 'show', 'HEAD:d', 'HEAD', 'd'],
    ],
    ['Bash', { command: 'ls $HOME' }, []],
    ['Bash', { command: 5 }, []],
    ['Read', { file_path: '/a' }, ['/a']],
    ['Grep', { pattern: '/x', path: 'src', glob: '*.ts' }, ['src']],
    ['Grep', { pattern: '/x' }, []],
    ['NotebookEdit', { notebook_path: 'a.ipynb', new_source: '' }, ['a.ipynb']],
    ['Read', { file_path: '/a', extra: 1 }, []],
    ['WebFetch', { url: '/a' }, []],
    ['mcp__paramedic__container_logs', { target: '/a' }, []],
    ['__proto__', {}, []],
  ])('of %s %j', (tool, input, paths) => {
    expect([...pathsOf({ tool, input })].sort()).toEqual([...paths].sort());
  });
});
