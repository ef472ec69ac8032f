import { describe, expect, it } from '@jest/globals';
import { Shifts, type Turn } from '../../../src/app/shifts.ts';
import { type Clearance, type Leadership, standby } from '../../../src/leadership/leadership.ts';
import type { Monitor } from '../../../src/watch/monitor.ts';
import { Mailbox } from '../../support/mailbox.ts';

const MONITOR = {} as Monitor;
const leading = (epoch: number): Leadership => ({ kind: 'leading', epoch, since: 0, rivals: 0 });

function scene() {
  const story = new Mailbox<string>();
  const gates: { open: () => void }[] = [];
  const clearances: (() => Clearance)[] = [];
  let state: Leadership = standby(0);
  let failure: Error | undefined;
  const make = (epoch: number, clearance: () => Clearance): Turn => {
    clearances.push(clearance);
    let isAbandoned = false;
    const over = Promise.withResolvers<undefined>();
    const gate = Promise.withResolvers<Monitor>();
    gates.push({ open: () => gate.resolve(MONITOR) });
    return {
      epoch,
      get isAbandoned() {
        return isAbandoned;
      },
      begin: async () => {
        story.push(`begin ${epoch}`);
        if (failure !== undefined) throw failure;
        return Promise.race([gate.promise, over.promise]);
      },
      abandon: () => {
        isAbandoned = true;
        over.resolve(undefined);
        story.push(`abandon ${epoch}`);
      },
      end: async () => {
        over.resolve(undefined);
        story.push(`end ${epoch}`);
      },
    };
  };
  const shifts = new Shifts({
    leadership: () => state,
    make,
    onMonitor: (monitor) => story.push(monitor === undefined ? 'nothing watches' : 'watching'),
    onBroken: () => story.push('broken'),
  });
  const follow = (next: Leadership): void => {
    state = next;
    shifts.follow(next);
  };
  const seen = (what: string, from = 0) => story.find((line) => line === what, { from });
  const fail = (error: Error | undefined) => {
    failure = error;
  };
  return { shifts, follow, seen, fail, story: story.items, gates, clearances };
}

describe('Shifts', () => {
  it('begins a shift with the lead and ends it when the lead is lost', async () => {
    const { shifts, follow, seen, story, gates, clearances } = scene();
    follow(standby(0, 'other'));
    follow(leading(4));
    gates[0]?.open();
    await seen('watching');
    expect(clearances[0]?.()).toBe('act');
    follow({ kind: 'uncertain', epoch: 4, since: 0, rivals: 1 });
    expect(clearances[0]?.()).toBe('defer');
    follow(standby(0, 'other'));
    expect(clearances[0]?.()).toBe('refuse');
    await seen('nothing watches');
    await shifts.stop();
    expect(story).toEqual(['begin 4', 'watching', 'abandon 4', 'end 4', 'nothing watches']);
  });

  it('never has two: the next begins after the last has ended, also one that was still beginning', async () => {
    const { shifts, follow, seen, story, gates, clearances } = scene();
    follow(leading(4));
    follow(leading(6));
    await seen('begin 6');
    expect([clearances[0]?.(), clearances[1]?.()]).toEqual(['refuse', 'act']);
    gates[1]?.open();
    await seen('watching');
    await shifts.stop();
    expect(story.slice(0, 4)).toEqual(['begin 4', 'abandon 4', 'end 4', 'nothing watches']);
    expect(story.slice(4, 6)).toEqual(['begin 6', 'watching']);
    expect(story.at(-1)).toBe('nothing watches');
  });

  it('begins anew when the lead was given away and is back under the same epoch before the old shift has ended', async () => {
    const { shifts, follow, seen, story, gates } = scene();
    follow(leading(4));
    gates[0]?.open();
    await seen('watching');
    follow(standby(0));
    follow(leading(4));
    await seen('begin 4', 1);
    gates[1]?.open();
    await seen('watching', story.indexOf('nothing watches'));
    await shifts.stop();
    expect(story.slice(0, 7)).toEqual([
      'begin 4',
      'watching',
      'abandon 4',
      'end 4',
      'nothing watches',
      'begin 4',
      'watching',
    ]);
  });

  it('says that a shift cannot begin, and tries again with the next lead', async () => {
    const { shifts, follow, seen, fail, gates } = scene();
    fail(new Error('the schema is too new'));
    follow(leading(4));
    await seen('broken');
    await seen('end 4');
    fail(undefined);
    follow(leading(5));
    await seen('begin 5');
    gates[1]?.open();
    await seen('watching');
    await shifts.stop();
  });

  it('stops one that is beginning', async () => {
    const { shifts, follow, story } = scene();
    follow(leading(4));
    await shifts.stop();
    expect(story).toContain('end 4');
    expect(story).not.toContain('watching');
  });
});
