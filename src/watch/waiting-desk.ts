import { ParamedicError } from '../base/errors.ts';
import type { Desk } from '../incidents/orders.ts';

/** The desk of a monitor that does not watch (yet, or because another one leads): it takes nothing, and says why. */
export function waitingDesk(reason: () => string): Desk {
  const closed = (): never => {
    throw new ParamedicError('not_leading', `This monitor takes no orders now: ${reason()}.`, {
      retryable: true,
      cure: 'Try again in a moment, or ask the monitor that leads.',
    });
  };
  return {
    order: async () => closed(),
    silences: closed,
    silence: async () => closed(),
    endSilence: async () => closed(),
    takeAlerts: async () => closed(),
  };
}

/** The same desk for everybody, whoever sits behind it now. */
export function deskOf(current: () => Desk): Desk {
  return {
    order: (id, order) => current().order(id, order),
    silences: () => current().silences(),
    silence: (request) => current().silence(request),
    endSilence: (id) => current().endSilence(id),
    takeAlerts: (alerts, unread) => current().takeAlerts(alerts, unread),
  };
}
