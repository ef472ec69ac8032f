import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callKey } from '../../../../src/escalation/gate/call-key.ts';
import { decideToolCall } from '../../../../src/escalation/gate/decide.ts';
import { pathsOf, textsOf } from '../../../../src/escalation/gate/paths-of.ts';
import { REASONS, type Reason } from '../../../../src/escalation/gate/reasons.ts';
import { PROGRAMS, TOOLS, TYPED_PREFIX, TYPED_TOOLS } from '../../../../src/escalation/gate/rules.ts';
import { judgeInSession, newSession } from '../../../../src/escalation/gate/session.ts';
import { decide, decideCommand, prepared, scopeOf } from '../../../support/gate.ts';

const KNOWN = [
  ...Object.keys(TOOLS),
  ...Object.values(TYPED_TOOLS).flatMap((names) => names.split(' ').map((name) => TYPED_PREFIX + name)),
];
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 60 }));
const fields = fc.dictionary(
  fc.constantFrom(
    'command',
    'file_path',
    'path',
    'pattern',
    'content',
    'old_string',
    'new_string',
    'edits',
    'target',
    'todos',
    '__proto__',
  ),
  fc.oneof(anyText, fc.anything(), fc.constant('/srv/shop/a'), fc.constant('shop/web#1')),
  { maxKeys: 5 },
);
const anything = fc.oneof(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), fields);

/** What the gate is for: nothing on the command line may mean more than its words. Written apart from the reader. */
function hasMetacharacter(command: string): boolean {
  const bare = command
    .replace(/'[^']*'|"(?:\\.|[^"\\$`])*"|\\./gsu, 'Q')
    .replace(/&&/g, ';')
    .replace(/2>&1(?=[ ;|]|$)|[12]?> *\/dev\/null(?=[ ;|]|$)/g, ' ');
  return /[$`(){}<>&\n\r"'\\]|(?:^|[\s;|])#|[^\x20-\x7e]/.test(bare);
}

describe('the gate', () => {
  it('never throws, and answers with a reason that is known', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.constantFrom(...KNOWN), fc.anything()), anything, (tool, input) => {
        const call = { tool: tool as string, input, resolved: new Map<string, string>() };
        const decision = decideToolCall(call, scopeOf());
        if (decision.kind === 'allow') expect(KNOWN).toContain(tool);
        else expect(REASONS[decision.reason as Reason]?.kind).toBe(decision.kind);
        expect(
          pathsOf(call)
            .concat(textsOf(call))
            .every((path) => typeof path === 'string'),
        ).toBe(true);
        judgeInSession(newSession(), call, scopeOf());
        callKey(call);
      }),
      { numRuns: 3_000 },
    );
  });

  it('never allows a tool that it does not know', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.constantFrom(...KNOWN).map((name) => `${name}x`),
          fc.constantFrom(...KNOWN).map((name) => name.toLowerCase()),
        ),
        anything,
        (tool, input) => {
          fc.pre(!KNOWN.includes(tool));
          expect(decide(tool, input).kind).toBe('deny');
        },
      ),
    );
  });

  it('allows no command with a metacharacter outside of quotes', () => {
    const piece = fc.oneof(
      fc.constantFrom(...'\'"\\$`(){}<>&|;*?[]~#=! \n\t'.split('')),
      fc.constantFrom(
        ' ',
        ' ',
        "'",
        '"',
        'a',
        'ls',
        'echo',
        '&&',
        '||',
        ' 2>&1',
        '>/dev/null',
        '$(id)',
        '"x y"',
        "'x $y'",
      ),
      fc.string({ unit: 'grapheme', maxLength: 2 }),
    );
    const command = fc
      .tuple(fc.constantFrom('ls ', 'echo ', 'git log ', 'cat a | head ', ''), fc.array(piece, { maxLength: 10 }))
      .map(([start, pieces]) => start + pieces.join(''));
    let allowed = 0;
    fc.assert(
      fc.property(command, (text) => {
        if (decideCommand(text).kind === 'deny') return;
        allowed += 1;
        expect({ text, meta: hasMetacharacter(text) }).toEqual({ text, meta: false });
      }),
      { numRuns: 10_000 },
    );
    expect(allowed).toBeGreaterThan(20);
  });

  it('asks for every path it looks at to be followed first', () => {
    const name = fc.constantFrom(...Object.keys(PROGRAMS));
    const word = fc.constantFrom(
      'a',
      'src/b.ts',
      '-n',
      '-e',
      'x:y',
      'a=b',
      './c',
      '-5',
      '.',
      'HEAD~1',
      '--',
      '1p',
      '+x',
      '-m',
    );
    const command = fc
      .tuple(name, fc.array(word, { maxLength: 5 }))
      .map(([program, words]) => [program, ...words].join(' '));
    fc.assert(
      fc.property(command, (text) => {
        expect(decideCommand(text)).not.toMatchObject({ reason: 'unresolved_path' });
      }),
      { numRuns: 3_000 },
    );
  });

  it('allows nothing that leads out, whatever the program and its options', () => {
    const name = fc.constantFrom(...Object.keys(PROGRAMS).filter((program) => !['echo', 'tr'].includes(program)));
    const option = fc.constantFrom('', '-n ', '-- ', '-p -- ', '-m x ', '-u ', '-l ', '-5 ', '--no-color ', '-q ');
    const place = fc.constantFrom(
      '/etc/hosts',
      'out/hosts',
      '/srv/shopx',
      '../x',
      '/srv',
      'a /etc/hosts',
      '/etc/hosts a',
    );
    fc.assert(
      fc.property(name, option, place, (program, options, path) => {
        const pattern = program.endsWith('grep') ? 'x ' : '';
        const text = `${program} ${options}${pattern}${path}`;
        expect({ text, kind: decideCommand(text).kind }).toEqual({ text, kind: 'deny' });
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['quotes', (size: number) => `echo ${"'a'".repeat(size)}`],
    ['backslashes', (size: number) => `echo ${'\\a'.repeat(size)}`],
    ['open quotes', (size: number) => `echo ${'"'.repeat(size)}`],
    ['joints', (size: number) => 'ls;'.repeat(size)],
    ['signs', (size: number) => `npm test ${':'.repeat(size)}`],
  ])('takes no longer than it must over %s', (_, make) => {
    const text = make(1_000_000);
    const from = process.cpuUsage().user;
    decideCommand(text);
    expect(process.cpuUsage(undefined).user - from).toBeLessThan(500_000);
  });

  it.each([
    ['a.sql', '/*'],
    ['a.sql', '--'],
    ['a.sql', 'drop '],
    ['a.yml', '${'],
    ['a.yml', '${A:-'],
    ['a.json', 'password'],
    ['a.json', '=> '],
    ['Dockerfile', 'curl '],
    ['Dockerfile', '| '],
    ['Dockerfile', '\\\n'],
    ['a.yml', '[ '],
    ['a.yml', '- '],
    ['a.yml', 'a: '],
    ['a.yml', '&a '],
    ['a.yml', 'x\n'],
  ])('reads %s of nothing but %j in bearable time', (name, piece) => {
    const content = piece.repeat(Math.floor(262_144 / piece.length));
    const from = process.cpuUsage().user;
    decide('Write', { file_path: name, content });
    expect(process.cpuUsage().user - from).toBeLessThan(5_000_000);
  });

  it('answers the same to the same', () => {
    const call = prepared('Bash', { command: 'git status' });
    const frozen = Object.freeze({ ...call, input: Object.freeze({ command: 'git status' }) });
    expect(decideToolCall(frozen, Object.freeze(scopeOf()))).toEqual(decideToolCall(frozen, scopeOf()));
  });
});
