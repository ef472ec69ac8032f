import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ContainerSettings, HealAction } from '../../../src/config/container-settings.ts';
import { canCure, ladderOf } from '../../../src/healing/ladder.ts';
import type { IncidentType, RemediationAction } from '../../../src/incidents/incident.ts';
import { SETTINGS } from '../../support/charts.ts';

const settings = (actions: readonly HealAction[], part: Partial<ContainerSettings> = {}): ContainerSettings => ({
  ...SETTINGS,
  actions,
  exec: 'rm -f /tmp/lock',
  ...part,
});
const ladder = (actions: readonly HealAction[], part: Partial<ContainerSettings> = {}) =>
  ladderOf(settings(actions, part), 'container_unhealthy', []).join(' ');

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
    expect(ladderOf(settings(['restart']), 'restart_loop', [])).toEqual([]);
    expect(ladderOf(settings(['restart-dependents']), 'restart_loop', [])).toEqual([]);
    expect(ladderOf(settings(['exec', 'restart', 'stop']), 'restart_loop', [])).toEqual(['exec', 'stop']);
  });

  it.each<[string, readonly HealAction[], readonly RemediationAction[], string]>([
    ['the rung after a restart', ['restart', 'recreate'], ['restart'], 'restart recreate'],
    [
      'the rung after two that are no cure',
      ['restart', 'restart-dependents', 'recreate'],
      ['restart', 'restart-dependents'],
      'restart restart-dependents recreate',
    ],
    ['no rung left out on the way', ['restart', 'exec', 'recreate'], ['restart'], 'restart exec recreate'],
    [
      'what there is to tell on the way',
      ['notify', 'restart', 'recreate'],
      ['notify', 'restart'],
      'notify restart recreate',
    ],
    ['no restart that is still to come', ['exec', 'restart', 'recreate'], ['exec'], 'exec recreate'],
    ['no second restart because it is the last rung', ['exec', 'restart'], ['exec', 'restart'], 'exec restart'],
    ['a last rung again that may be a cure', ['recreate', 'restart'], ['recreate'], 'recreate recreate'],
  ])('that turns into a restart loop half-way goes on with %s', (_name, actions, climbed, expected) => {
    expect(ladderOf(settings(actions), 'restart_loop', climbed).join(' ')).toBe(expected);
  });

  it.each<[string, readonly HealAction[], readonly RemediationAction[], string]>([
    ['climbs none a second time', ['restart', 'exec', 'recreate'], ['exec'], 'exec recreate'],
    ['counts what a label no longer names', ['restart'], ['exec'], 'restart restart'],
    ['counts a recreate in the place of a restart', ['restart'], ['recreate'], 'restart restart'],
  ])('that is no restart loop any more %s', (_name, actions, climbed, expected) => {
    expect(ladderOf(settings(actions), 'container_exited', climbed).join(' ')).toBe(expected);
  });

  it('holds a cure for a loop only where there is more than restarts', () => {
    expect(canCure(settings(['restart', 'restart-dependents', 'notify']), 'restart_loop')).toBe(false);
    expect(canCure(settings(['exec', 'restart'], { exec: undefined }), 'restart_loop')).toBe(false);
    expect(canCure(settings(['exec', 'restart']), 'restart_loop')).toBe(true);
    expect(canCure(settings(['restart']), 'container_exited')).toBe(true);
    expect(canCure(settings(['notify']), 'container_exited')).toBe(false);
    expect(canCure(settings(['none']), 'container_exited')).toBe(false);
  });

  it('follows what was climbed, whichever trouble it was climbed for: every rung once, in the order of the label', () => {
    const types = fc.constantFrom<IncidentType>('restart_loop', 'container_exited');
    const actions = fc.uniqueArray(
      fc.constantFrom<HealAction>('exec', 'restart', 'recreate', 'restart-dependents', 'stop', 'notify'),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(actions, fc.array(types, { minLength: 20, maxLength: 20 }), (list, troubles) => {
        const climbed: RemediationAction[] = [];
        for (const type of troubles) {
          const rung = ladderOf(settings(list, { maxAttempts: 1 }), type, climbed)[climbed.length];
          if (rung !== undefined) climbed.push(rung);
        }
        const inOrder = list.filter((action) => climbed.includes(action as RemediationAction));
        expect(climbed).toEqual(inOrder);
        // At the end nothing is left that the last trouble would allow.
        const after = list.slice(list.indexOf((climbed.at(-1) ?? 'none') as HealAction) + 1);
        const loop = troubles.at(-1) === 'restart_loop';
        expect(after.filter((action) => !loop || !action.startsWith('restart'))).toEqual([]);
      }),
    );
  });

  it('never has more healing rungs than a label allows, and always one when one is allowed', () => {
    const actions = fc.uniqueArray(
      fc.constantFrom<HealAction>('exec', 'restart', 'recreate', 'restart-dependents', 'stop', 'notify'),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(actions, fc.integer({ min: 1, max: 8 }), fc.boolean(), (list, maxAttempts, maxAttemptsByLabel) => {
        const rungs = ladderOf(settings(list, { maxAttempts, maxAttemptsByLabel }), 'container_exited', []);
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
