import { describe, expect, it } from '@jest/globals';
import type { EngineEvent } from '../../../src/containers/event.ts';
import { EventReader } from '../../../src/docker/event-reader.ts';
import { EVENTS_20 } from './recorded.ts';

function reading() {
  const events: EngineEvent[] = [];
  const reader = new EventReader((event) => events.push(event));
  const send = (...lines: unknown[]) => {
    for (const line of lines) reader.push(Buffer.from(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`));
  };
  return { events, reader, send };
}

describe('EventReader', () => {
  it('skips and counts what is no event, and says nothing of events that are not ours', () => {
    const { events, reader, send } = reading();
    send('garbage', '{"half":', EVENTS_20.execCreate, '[]', EVENTS_20.die, '"text"');
    expect(events.map((event) => event.action)).toEqual(['die']);
    expect(reader.unreadable).toBe(4);
  });

  it('counts a line without end over all connections', () => {
    const { events, reader, send } = reading();
    reader.begin(undefined);
    send('x'.repeat(2 * 1024 * 1024));
    reader.begin(undefined);
    send(EVENTS_20.die);
    expect([reader.unreadable, events.length]).toEqual([1, 1]);
  });

  it('begins with the engine’s clock and takes up again a little before its last event', () => {
    const { reader, send } = reading();
    expect(reader.since).toBeUndefined();
    reader.begin(1_700_000_000_000);
    expect(reader.since).toBe(1_699_999_999.9);
    send(EVENTS_20.unhealthy);
    reader.begin(1_900_000_000_000);
    expect(reader.since).toBe(1795227169.976);
  });

  it('tells a repeated event once, and two within one millisecond twice', () => {
    const { events, send } = reading();
    const soon = { ...EVENTS_20.kill, timeNano: EVENTS_20.kill.timeNano + 2_000 };
    send(EVENTS_20.kill, soon, EVENTS_20.kill, soon, { ...EVENTS_20.kill, Actor: { ID: 'other' } });
    expect(events).toHaveLength(3);
  });

  it('forgets half a line of the connection before', () => {
    const { events, reader, send } = reading();
    reader.push(Buffer.from('{"Type":"cont'));
    reader.begin(undefined);
    send(EVENTS_20.die);
    expect([events.length, reader.unreadable]).toEqual([1, 0]);
  });

  it('remembers more than the engine can repeat, and no more for ever', () => {
    const { events, send } = reading();
    const at = (index: number) => ({ ...EVENTS_20.kill, timeNano: 1_795_000_000e9 + index * 1e6 });
    for (let index = 0; index < 1_000; index++) send(at(index));
    for (let index = 744; index < 1_000; index++) send(at(index));
    expect(events).toHaveLength(1_000);
    send(at(0));
    expect(events).toHaveLength(1_001);
  });
});
