import type { Approval, ApprovalStatus } from '../escalation/approval.ts';
import type { ToolCall } from '../escalation/gate/decision.ts';
import type { GateQuestion, Verdict } from '../escalation/launch.ts';
import { cleaner } from '../incidents/evidence/clean-value.ts';
import type { Incident } from '../incidents/incident.ts';
import type { OutboxMessage } from '../incidents/ledger.ts';
import { messagesFor } from '../notifications/message.ts';
import type { Bells } from './bells.ts';
import type { Hold } from './hold.ts';
import { isPassing } from './insist.ts';
import { timelineFor } from './telling.ts';
import type { WorkerDeps } from './worker-deps.ts';

const POLL_MS = 2_000;
/** Whoever approves sees all of it, or is not asked. */
const LONGEST_INPUT = 50_000;

/** Asks a person and waits: for a run that has come to a call which the gate would not decide. */
export class AskPerson {
  readonly #hold: Hold;
  readonly #run: { readonly id: string; readonly incidents: readonly Incident[] };
  readonly #deps: WorkerDeps;
  readonly #bells: Bells;
  /** There may be several questions at once. */
  #open = 0;

  constructor(hold: Hold, run: { id: string; incidents: readonly Incident[] }, deps: WorkerDeps, bells: Bells) {
    this.#hold = hold;
    this.#run = run;
    this.#deps = deps;
    this.#bells = bells;
  }

  /** Anything but a person's yes in time is a no. */
  async ask(call: ToolCall, question: GateQuestion, over: AbortSignal): Promise<Verdict> {
    const { approvals, queue } = this.#deps;
    const approval = this.#approval(call, question);
    if (approval === undefined) return 'denied';
    const { claim } = this.#hold;
    if (!(await approvals.ask(claim, approval, await this.#told(approval)))) return 'denied';
    this.#open += 1;
    try {
      await queue.setStatus(claim, 'awaiting_approval');
      return await this.#answer(approval, AbortSignal.any([over, this.#hold.lost]));
    } finally {
      this.#open -= 1;
      if (this.#open === 0) await queue.setStatus(claim, 'running').catch(() => false);
    }
  }

  #approval({ tool, input }: ToolCall, { reason }: GateQuestion): Approval | undefined {
    const { clock, newId, settings } = this.#deps;
    if (JSON.stringify(input).length > LONGEST_INPUT) return undefined;
    const now = clock.now();
    return {
      id: newId(),
      escalationId: this.#hold.claim.escalation.id,
      runId: this.#run.id,
      toolName: tool,
      toolInput: cleaner(settings.secrets)(input, LONGEST_INPUT),
      reason,
      status: 'pending',
      createdAt: now,
      expiresAt: now + settings.claude.approvalMs,
      decidedBy: undefined,
      decidedAt: undefined,
    };
  }

  /** Of the incidents as they are now: a person may have muted one since the run began. */
  async #told({ id, escalationId, toolName, reason }: Approval) {
    const story = await this.#deps.archive.story(escalationId);
    const incidents = (story?.incidents ?? this.#run.incidents).filter(({ status }) => status !== 'resolved');
    const detail = { escalation: escalationId, approval: id, tool: toolName };
    const ids = incidents.map((incident) => incident.id);
    return {
      timeline: timelineFor(ids, 'approval_asked', reason, detail, this.#deps),
      messages: this.#messages(incidents, { escalation_id: escalationId, approval_id: id, tool: toolName, reason }),
    };
  }

  /** By way of the first that people are told of at all. */
  #messages(incidents: readonly Incident[], about: Readonly<Record<string, string>>): OutboxMessage[] {
    const { settings, clock, newId } = this.#deps;
    const now = clock.now();
    const incident = incidents.find(({ muted, snoozedUntil = 0 }) => !muted && snoozedUntil <= now);
    if (incident === undefined) return [];
    return messagesFor('approval_needed', incident, settings.channels, now, newId, about);
  }

  async #answer({ id, expiresAt }: Approval, over: AbortSignal): Promise<Verdict> {
    const { clock } = this.#deps;
    for (;;) {
      const rung = this.#bells.approvals.next;
      const status = await this.#statusOf(id);
      if (status !== 'pending') return status;
      if (clock.now() >= expiresAt || over.aborted) return 'expired';
      await clock.sleep(Math.min(POLL_MS, expiresAt - clock.now()), AbortSignal.any([rung, over]));
    }
  }

  async #statusOf(id: string): Promise<ApprovalStatus> {
    try {
      return (await this.#deps.approvals.approval(id))?.status ?? 'denied';
    } catch (error) {
      if (isPassing(error)) return 'pending';
      throw error;
    }
  }
}
