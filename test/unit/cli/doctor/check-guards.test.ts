import { describe, expect, it } from '@jest/globals';
import { checkGuards } from '../../../../src/cli/doctor/check-guards.ts';
import { container } from '../../../support/fleet.ts';
import { validConfig } from '../../../support/valid-config.ts';

const config = validConfig();
const guard = (guards: string, part: Parameters<typeof container>[0] = {}) =>
  container({ target: 'backup', ...part, labels: { 'paramedic.guards': guards, ...part?.labels } });
const others = ['db', 'shop/web#1', 'shop/api#1'].map((target) => container({ target }));

describe('guards', () => {
  it('are no matter where nobody has the label', () => {
    expect(checkGuards(others, config)).toEqual([]);
  });

  it('in force are named with whom they keep from being healed, themselves left out', () => {
    expect(checkGuards([guard('shop/*, backup'), ...others], config)).toEqual([
      { level: 'ok', name: 'guards', message: 'backup runs: not healed meanwhile are shop/web#1, shop/api#1' },
    ]);
  });

  it('are named one by one, those that run', () => {
    const updater = guard('db', { target: 'updater' });
    const idle = guard('*', { target: 'idle', state: 'exited' });
    const checks = checkGuards([guard('shop/web*'), updater, idle, ...others], config);
    expect(checks.map(({ message }) => message)).toEqual([
      'backup runs: not healed meanwhile are shop/web#1',
      'updater runs: not healed meanwhile are db',
    ]);
  });

  it('that do not run hold nobody', () => {
    expect(checkGuards([guard('*', { state: 'exited' }), ...others], config)).toEqual([
      { level: 'ok', name: 'guards', message: 'none in force: 1 guard, none of them runs' },
    ]);
  });

  it('that nobody watches do nothing, and neither do those that fit nobody who is watched', () => {
    const unwatched = guard('db', { labels: { 'paramedic.enable': 'false' } });
    expect(checkGuards([unwatched, ...others], config)).toMatchObject([
      { level: 'warn', message: 'backup runs, and its label `paramedic.guards: db` does nothing: it is not watched' },
    ]);
    const left = container({ target: 'dbx', labels: { 'paramedic.enable': 'false' } });
    expect(checkGuards([guard('dbx, cache'), left, ...others], config)).toMatchObject([
      {
        level: 'warn',
        message: 'backup runs, and its label `paramedic.guards: dbx, cache` fits no watched container',
        cure: expect.stringContaining('paramedic status'),
      },
    ]);
  });

  it('names the first ten', () => {
    const many = Array.from({ length: 12 }, (_, n) => container({ target: `t${n}` }));
    expect(checkGuards([guard('t*'), ...many], config)[0]?.message).toBe(
      'backup runs: not healed meanwhile are t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, and 2 more',
    );
  });
});
