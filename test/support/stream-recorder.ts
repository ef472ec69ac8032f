import type { EngineEvent } from '../../src/containers/event.ts';
import type { EngineFacts, StreamListener } from '../../src/containers/ports.ts';
import { Mailbox } from './mailbox.ts';

/** A listener that writes everything down. */
export class StreamRecorder implements StreamListener {
  readonly events = new Mailbox<EngineEvent>();
  readonly connected = new Mailbox<EngineFacts>();
  readonly lost = new Mailbox<string>();

  onEvent(event: EngineEvent): void {
    this.events.push(event);
  }
  onConnected(engine: EngineFacts): void {
    this.connected.push(engine);
  }
  onDisconnected(reason: string): void {
    this.lost.push(reason);
  }
}
