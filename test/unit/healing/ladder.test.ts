import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ContainerSettings, HealAction } from '../../../src/config/config.ts';
import { ladderOf } from '../../../src/healing/ladder.ts';
import { SETTINGS } from '../../support/charts.ts';

const settings = (actions: readonly HealAction[], part: Partial<ContainerSettings> = {}): ContainerSettings => ({
  ...SETTINGS,
  actions,
  exec: 'rm -f /tmp/lock',
  ...part,
});
const ladder = (actions: readonly HealAction[], part: Partial<ContainerSettings> = {}) =>
  ladderOf(settings(actions, part), 'container_unhealthy').join(' ');

describe('the ladder', () => {
  it.each<[string, readonly HealAction[], Partial<ContainerSettings>, string]>([
    ['a restart twice by default', ['restart'], {}, 'restart restart'],
    ['each rung once, whatever the default of attempts', ['exec', 'restart', 'recreate'], {}, 'exec restart recreate'],
    [
      'the last one that heals again while attempts are left',
      ['exec', 'restart'],
      { maxAttempts: 4 },
      'exec restart restart restart',
    ],
    [
      'no further than a label allows',
      ['exec', 'restart', 'recreate'],
      { maxAttempts: 2, maxAttemptsByLabel: true },
      'exec restart',
    ],
    ['telling people where the label has it: first', ['notify', 'restart'], {}, 'notify restart restart'],
    ['telling people where the label has it: last', ['restart', 'notify'], {}, 'restart restart notify'],
    ['stop only once: there is nothing left to stop', ['restart', 'stop'], { maxAttempts: 5 }, 'restart stop'],
    ['no clean-up without its command', ['exec', 'restart'], { exec: undefined }, 'restart restart'],
    ['nothing for `none`', ['none'], {}, ''],
    ['only telling for `notify`', ['notify'], {}, 'notify'],
  ])('has %s', (_name, actions, part, expected) => {
    expect(ladder(actions, part)).toBe(expected);
  });

  it('does not restart what is restarted over and over, and still climbs to what else there is', () => {
    expect(ladderOf(settings(['restart']), 'restart_loop')).toEqual([]);
    expect(ladderOf(settings(['restart-dependents']), 'restart_loop')).toEqual([]);
    expect(ladderOf(settings(['exec', 'restart', 'stop']), 'restart_loop')).toEqual(['exec', 'stop']);
  });

  it('never has more healing rungs than a label allows, and always one when one is allowed', () => {
    const actions = fc.uniqueArray(
      fc.constantFrom<HealAction>('exec', 'restart', 'recreate', 'restart-dependents', 'stop', 'notify'),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(actions, fc.integer({ min: 1, max: 8 }), fc.boolean(), (list, maxAttempts, maxAttemptsByLabel) => {
        const rungs = ladderOf(settings(list, { maxAttempts, maxAttemptsByLabel }), 'container_exited');
        const healing = rungs.filter((rung) => rung !== 'notify');
        const offered = list.filter((action) => action !== 'notify');
        if (maxAttemptsByLabel) expect(healing.length).toBeLessThanOrEqual(maxAttempts);
        else expect(new Set(healing)).toEqual(new Set(offered));
        expect(healing.length > 0).toBe(offered.length > 0);
        expect(rungs.filter((rung) => rung === 'notify').length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
