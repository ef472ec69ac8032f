import { describe, expect, it } from '@jest/globals';
import { NO_INTENT } from '../../../src/containers/intent.ts';
import { advance } from '../../../src/flow.ts';
import { outboxChanges } from '../../../src/watch/messages.ts';
import { chart, container, counter, SETTINGS, T0, world } from '../../support/charts.ts';

const unhealthy = container({ health: 'unhealthy' });
const eventsOf = (actions: readonly ('restart' | 'notify')[], channels = ['webhook']) => {
  const before = chart({ settings: { ...SETTINGS, actions } });
  const step = advance(before, { container: unhealthy, intent: NO_INTENT, at: T0 }, world(), T0);
  const changes = outboxChanges(step.happenings, channels, T0, counter());
  return changes.map((change) => (change.kind === 'outbox' ? change.message.event : change.kind));
};

describe('what people are told', () => {
  it('of a container that is being healed: that it opened', () => {
    expect(eventsOf(['restart'])).toEqual(['incident_opened']);
  });

  it('of a container that only they can help: that it needs them, once', () => {
    expect(eventsOf(['notify'])).toEqual(['notify']);
  });

  it('once per channel, and nothing without one', () => {
    expect(eventsOf(['restart'], ['webhook', 'chat'])).toHaveLength(2);
    expect(eventsOf(['restart'], [])).toEqual([]);
  });
});
