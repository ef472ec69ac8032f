import { describe, expect, it } from '@jest/globals';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import { Strangers } from '../../../src/watch/strangers.ts';
import { event, T0 } from '../../support/charts.ts';

const MINUTE = 60_000;
const NOBODY = new Set<string>();
const id = event('die', T0).id;

/** It was removed by force, and a list without it came between its two last events; `waitMs`: so long after the first of them. */
function goneBetween(waitMs: number) {
  const strangers = new Strangers();
  strangers.join(id, NO_INTENT, T0);
  strangers.hear(event('kill', T0 + 10, { signal: 9 }), [], T0 + 10);
  strangers.keep(NOBODY, T0 + 10 + waitMs);
  return strangers.hear(event('die', T0 + 20, { exitCode: 137 }), [], T0 + 10 + waitMs);
}

describe('one that is not on the engine any more', () => {
  it('is still known when the rest of its events comes late', () => {
    expect(goneBetween(3_000)).toMatchObject({
      isFormer: true,
      intent: { stoppedOnPurpose: true, kill: { signal: 9 } },
    });
  });

  it('is forgotten when nothing was heard of it for a minute', () => {
    expect(goneBetween(MINUTE + 1)).toMatchObject({ isFormer: false, intent: { kill: undefined } });
  });

  it('that is there stays known, however long nothing is heard of it', () => {
    const strangers = new Strangers();
    strangers.hear(event('start', T0), [], T0);
    strangers.keep(new Set([id]), T0 + 10 * MINUTE);
    expect(strangers.take(id)).toMatchObject({ startedAt: T0 });
    expect(strangers.take(id)).toBeUndefined();
  });
});
