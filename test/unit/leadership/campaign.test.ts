import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/base/clock.ts';
import type { Logger } from '../../../src/base/logger.ts';
import { Campaign } from '../../../src/leadership/campaign.ts';
import type { Leadership, Sight } from '../../../src/leadership/leadership.ts';
import { Mailbox } from '../../support/mailbox.ts';

/** Turns follow each other without a pause; each sees the next of these, then the last one for ever. */
function openCampaign(...sights: Sight[]) {
  /** Whether the watch stands still, each time a leader asks. */
  const stalls: boolean[] = [];
  const states = new Mailbox<Leadership>();
  const lines: string[] = [];
  const log = (event: string) => void lines.push(event);
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const competed: boolean[] = [];
  let resigned = 0;
  const campaign = new Campaign({
    ballot: {
      cast: async (compete) => {
        competed.push(compete);
        return (sights.length > 1 ? sights.shift() : sights[0]) as Sight;
      },
      resign: async () => {
        resigned += 1;
      },
    },
    clock: { now: () => 5_000, sleep: (_ms, signal) => systemClock.sleep(1, signal) },
    logger,
    onChange: (state) => states.push(state),
    isStalled: () => stalls.shift() ?? false,
  });
  return { campaign, states, stalls, lines, competed, resigned: () => resigned };
}

describe('Campaign', () => {
  it('tells each change once, in the log and to whoever follows, and gives the lead back at its end', async () => {
    const { campaign, states, lines, resigned } = openCampaign(
      { kind: 'taken', leader: 'a', epoch: 1 },
      { kind: 'taken', leader: 'a', epoch: 1 },
      { kind: 'won', epoch: 2, rivals: 0 },
      { kind: 'held', rivals: 1 },
      { kind: 'unreachable', reason: 'gone' },
      { kind: 'unreachable', reason: 'gone' },
      { kind: 'won', epoch: 2, rivals: 1 },
      { kind: 'taken', leader: 'b', epoch: 3 },
    );
    await campaign.start();
    await states.find((state) => state.kind === 'standby' && state.leader === 'b');
    await campaign.stop();
    expect(states.items.map(({ kind }) => kind)).toEqual(['standby', 'leading', 'uncertain', 'leading', 'standby']);
    expect(lines).toEqual(['standing_by', 'leading', 'leadership_uncertain', 'leading', 'leadership_lost']);
    expect(resigned()).toBe(1);
    expect(campaign.lastTurnAt).toBe(5_000);
  });

  it('gives the lead away when the watch stands still, not over a mere jump of the clock', async () => {
    const { campaign, states, stalls, lines, competed, resigned } = openCampaign(
      { kind: 'won', epoch: 2, rivals: 0 },
      { kind: 'held', rivals: 0 },
    );
    stalls.push(true, true, false, true, true, true);
    await campaign.start();
    await states.find((state) => state.kind === 'standby');
    // The first look won; of the six that followed as a leader the last was none.
    expect(competed.slice(0, 6)).toEqual([true, true, true, true, true, true]);
    await campaign.stop();
    expect(competed.slice(6)).not.toContain(true);
    expect(lines).toEqual(['leading', 'watch_stalled', 'leadership_lost']);
    expect(resigned()).toBe(2);
  });

  it('lets others win after it has resigned', async () => {
    const { campaign, states, competed, resigned } = openCampaign({ kind: 'won', epoch: 2, rivals: 0 });
    await campaign.resign(30_000);
    expect(resigned()).toBe(1);
    await campaign.start();
    await states.find((state) => state.kind === 'leading');
    await campaign.stop();
    expect(competed[0]).toBe(false);
  });
});
