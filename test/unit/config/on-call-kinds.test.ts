import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apiBaseUrl, claudeModel, onAutoOff, programPath } from '../../../src/config/claude-kinds.ts';
import { commands } from '../../../src/config/commands.ts';
import { absoluteFolder } from '../../../src/config/folder.ts';
import { incidentTypes } from '../../../src/config/incident-types.ts';
import { workspaces } from '../../../src/config/workspaces.ts';

describe('workspaces', () => {
  const read = (text: string) => {
    const byProject = workspaces.parse(text);
    return byProject === undefined ? undefined : Object.fromEntries(byProject);
  };

  it('are folders by compose project', () => {
    expect(read('shop=/srv/shop')).toEqual({ shop: '/srv/shop' });
    expect(read(' shop = /srv/my shop ,b_2-x=./b=c, ')).toEqual({ shop: '/srv/my shop', 'b_2-x': './b=c' });
    expect(read('shop=/srv/mono,blog=/srv/mono')).toEqual({ shop: '/srv/mono', blog: '/srv/mono' });
  });

  it.each([
    ['twice the same project', 'shop=/a,shop=/b'],
    ['twice the same pair', 'shop=/a,shop=/a'],
    ['no project', '=/a'],
    ['no folder', 'shop='],
    ['no pair', 'shop'],
    ['a comma in a path', 'shop=/a,b'],
    ['a name that compose never gives', 'Shop=/a'],
    ['a folder that only a shell knows', 'shop=~/code'],
    ['the whole file system', 'shop=/'],
    ['the whole file system in other words', 'shop=/srv/..'],
    ['a line break', 'shop=/a\nb'],
    ['nothing between commas', ','],
    ['too many', Array.from({ length: 501 }, (_, n) => `p${n}=/a`).join(',')],
  ])('are refused: %s', (_what, text) => expect(read(text)).toBeUndefined());
});

describe('the label of a workspace', () => {
  it('is an absolute path that goes nowhere else', () => {
    expect(absoluteFolder.parse('/srv/shop')).toBe('/srv/shop');
    expect(absoluteFolder.parse('/srv/..shop')).toBe('/srv/..shop');
    for (const path of ['/', '//', '/.', 'srv', './srv', '~', '/srv/../etc', '/..', `/${'x'.repeat(1_000)}`]) {
      expect(absoluteFolder.parse(path)).toBeUndefined();
    }
  });
});

describe('allowed commands', () => {
  it('are lists of words', () => {
    expect(commands.parse('npm run build:prod; ./gradlew test --tests=a.b ;')).toEqual([
      ['npm', 'run', 'build:prod'],
      ['./gradlew', 'test', '--tests=a.b'],
    ]);
    expect(commands.parse('python3 -m pytest;python manage.py check')).toHaveLength(2);
  });

  const shell = ['|', '&', '$', '`', '(', ')', '<', '>', '*', '?', '[', '{', '~', '!', '#', '"', "'", '\\'];
  it.each(shell)('hold no %j', (sign) => {
    for (const text of [`npm test ${sign}`, `npm te${sign}st`, `${sign}npm`])
      expect(commands.parse(text)).toBeUndefined();
  });

  it.each(['bash', 'sh -c', '/bin/sh', 'zsh', 'env', 'sudo ls', 'xargs rm', 'timeout 5 rm', 'busybox rm', './x/bash'])(
    'do not begin with %s, which runs whatever comes next',
    (text) => expect(commands.parse(text)).toBeUndefined(),
  );

  it.each(['python', 'python3.12', 'node', '/usr/bin/perl', 'python -c', 'node -e x', 'python -m', 'awk'])(
    'are not %s, which runs whatever it is given',
    (text) => expect(commands.parse(text)).toBeUndefined(),
  );

  it.each([
    ['a variable before the program', 'A=1 npm test'],
    ['an option as program', '-x'],
    ['too many words', `a ${'b '.repeat(20)}`],
    ['too many', 'a;'.repeat(51)],
    ['none', ' ; '],
    ['two lines', 'npm test\nrm x'],
    ['a tab', 'npm\ttest'],
  ])('are refused: %s', (_what, text) => expect(commands.parse(text)).toBeUndefined());

  it('never hold more than plain words, whatever is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab-/.=;| $`"\n&') }), (text) => {
        const words = (commands.parse(text) ?? []).flat();
        expect(words.every((word) => /^[\w./:@%+,=-]+$/.test(word))).toBe(true);
      }),
    );
  });
});

describe('types of incidents', () => {
  it('are known ones, each once, or none', () => {
    expect(incidentTypes.parse('stuck, OOM_killed stuck')).toEqual(['stuck', 'oom_killed']);
    expect(incidentTypes.parse('None')).toEqual([]);
    for (const text of ['none,stuck', 'oops', ',', 'constructor']) expect(incidentTypes.parse(text)).toBeUndefined();
  });
});

describe('Claude Code', () => {
  it.each(['false', 'No', 'OFF', '0'])('is switched off by %s', (text) => expect(onAutoOff.parse(text)).toBe('false'));
  it.each(['true', 'Yes', '1'])('is insisted on by %s', (text) => expect(onAutoOff.parse(text)).toBe('true'));
  it('is otherwise launched where it can be', () => {
    expect(onAutoOff.parse('Auto')).toBe('auto');
    expect(onAutoOff.parse('never')).toBeUndefined();
  });

  it('is a program with a path', () => {
    expect(['/opt/claude', './claude', 'bin/claude'].map(programPath.parse)).toEqual([
      ...['/opt/claude', './claude', 'bin/claude'],
    ]);
    for (const text of ['claude', '~/claude', '/a\nb']) expect(programPath.parse(text)).toBeUndefined();
  });

  it('uses a model whose name is no option', () => {
    expect(['sonnet', 'eu.some-model-v1:0', 'opus[1m]'].map(claudeModel.parse)).not.toContain(undefined);
    for (const text of ['--x', '-p', 'a b', 'a;b', 'x'.repeat(101)]) expect(claudeModel.parse(text)).toBeUndefined();
  });

  it('reaches its API at a URL that can be shown', () => {
    expect(apiBaseUrl.parse('http://127.0.0.1:4000/v1')).toBe('http://127.0.0.1:4000/v1');
    for (const text of [
      'https://key@h',
      'https://u:p@h',
      'https://h/?key=x',
      'https://h/#x',
      'h',
      'ftp://h',
      'https://',
    ]) {
      expect(apiBaseUrl.parse(text)).toBeUndefined();
    }
  });
});
