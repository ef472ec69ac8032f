import type { Clock } from '../base/clock.ts';
import { ParamedicError } from '../base/errors.ts';
import type { Approval } from './approval.ts';
import type { EscalationArchive, EscalationStory } from './archive-port.ts';
import { type Escalation, isOpen } from './escalation.ts';
import type { EscalationOrders } from './ports.ts';

export interface EscalationDeskDeps {
  readonly archive: EscalationArchive;
  readonly orders: EscalationOrders;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** The most that the archive hands out at once. */
const MANY = 500;
const LIST = 'Look at them: `paramedic escalations`.';

/** Where people order something of the queue. Ids may be shortened while they are unique; errors are ParamedicError with a cure. */
export class EscalationDesk {
  readonly #deps: EscalationDeskDeps;

  constructor(deps: EscalationDeskDeps) {
    this.#deps = deps;
  }

  /** Throws `no_such_escalation`, `ambiguous_id`. */
  async story(idOrPrefix: string): Promise<EscalationStory> {
    const story = await this.#deps.archive.story(idOrPrefix);
    if (story !== undefined) return story;
    throw new ParamedicError('no_such_escalation', 'No escalation has an id that begins like this.', { cure: LIST });
  }

  /** Throws `escalation_over`. */
  async cancel(idOrPrefix: string, by: string): Promise<Escalation> {
    const { orders, clock } = this.#deps;
    const { escalation } = await this.story(idOrPrefix);
    const cancelled = await orders.cancel(escalation.id, by, clock.now());
    if (cancelled !== undefined) return cancelled;
    throw new ParamedicError(
      'escalation_over',
      `It is ${await this.#statusOf(escalation)}: there is nothing to cancel.`,
      {
        cure: LIST,
      },
    );
  }

  /** A new row for the incidents that are left. Throws `escalation_open`, `nothing_left`, `group_busy`. */
  async retry(idOrPrefix: string, by: string): Promise<Escalation> {
    const { orders, clock, newId } = this.#deps;
    const { escalation, incidents } = await this.story(idOrPrefix);
    if (isOpen(escalation)) {
      throw new ParamedicError('escalation_open', `It is ${escalation.status}: it can be retried when it is over.`, {
        cure: `Cancel it first, if nobody should go on with it: \`paramedic escalations cancel ${escalation.id}\`.`,
      });
    }
    const retried = await orders.retry(escalation.id, by, clock.now(), newId());
    if (retried !== undefined) return retried;
    if (incidents.every(({ status }) => status === 'resolved')) {
      throw new ParamedicError('nothing_left', 'All of its incidents are resolved: there is nothing to retry.', {
        cure: 'Look at the open ones: `paramedic incidents --status unresolved`.',
      });
    }
    throw new ParamedicError('group_busy', 'Another escalation of the same project or container is open.', {
      cure: LIST,
    });
  }

  /** It holds for that very call. Throws `no_such_approval`, `approval_decided`, `approval_expired`, `ambiguous_id`. */
  async decide(idOrPrefix: string, decision: 'approved' | 'denied', by: string): Promise<Approval> {
    const { orders, clock } = this.#deps;
    const { id } = await this.#approval(idOrPrefix);
    const decided = await orders.decide(id, decision, by, clock.now());
    if (decided !== undefined) return decided;
    const { status, decidedBy } = await this.#approval(id);
    const cure = 'Look at what is asked: `paramedic approvals`.';
    if (status === 'approved' || status === 'denied') {
      throw new ParamedicError('approval_decided', `It is ${status} already, by ${decidedBy ?? 'somebody'}.`, { cure });
    }
    throw new ParamedicError('approval_expired', 'Nobody answered in time, and that was a no.', {
      cure: 'If it is wanted after all, retry the escalation once it is over: `paramedic escalations retry ID`.',
    });
  }

  async #approval(idOrPrefix: string): Promise<Approval> {
    const { archive } = this.#deps;
    const fits = ({ id }: Approval): boolean => id.startsWith(idOrPrefix);
    const pending = (await archive.approvals({ status: 'pending', limit: MANY })).filter(fits);
    const found = pending.length > 0 ? pending : (await archive.approvals({ limit: MANY })).filter(fits);
    const [approval, another] = found;
    if (another !== undefined) {
      throw new ParamedicError('ambiguous_id', `More than one approval begins with ${idOrPrefix}.`, {
        cure: 'Give more characters of the id.',
      });
    }
    if (approval !== undefined) return approval;
    throw new ParamedicError('no_such_approval', 'Nothing with an id that begins like this was asked lately.', {
      cure: 'Look at what is asked: `paramedic approvals`.',
    });
  }

  async #statusOf({ id }: Escalation): Promise<string> {
    return (await this.story(id)).escalation.status;
  }
}
