import { INCIDENT_TYPES, type IncidentType } from '../incidents/incident.ts';
import type { Change, TargetMemory } from '../incidents/ledger.ts';

/** A person resolved an incident of the host by hand while its trouble lasts: it is not opened again before that is over. */
export interface Dismissal {
  readonly target: string;
  readonly type: IncidentType;
  /** Of the trouble, as of `Trouble.reason`: what had begun is not taken for new after a restart of Paramedic. */
  readonly reason: string;
}

/** What a person does not want to hear of, kept over a restart of Paramedic in the memory of the host. */
export class Dismissals {
  readonly #host: string;
  readonly #hostTarget: string;
  #all: readonly Dismissal[];

  constructor(host: string, hostTarget: string, all: readonly Dismissal[]) {
    this.#host = host;
    this.#hostTarget = hostTarget;
    this.#all = all;
  }

  get all(): readonly Dismissal[] {
    return this.#all;
  }

  has(target: string, type: IncidentType): boolean {
    return this.#all.some((one) => one.target === target && one.type === type);
  }

  /** `write` has to record the changes first: what could not be written down has not happened. */
  async add(dismissal: Dismissal, at: number, write: (changes: readonly Change[]) => Promise<unknown>): Promise<void> {
    await this.#become([...this.#without(dismissal), dismissal], dismissal, at, write);
  }

  async remove(
    { target, type }: Pick<Dismissal, 'target' | 'type'>,
    at: number,
    write: (changes: readonly Change[]) => Promise<unknown>,
  ): Promise<void> {
    if (this.has(target, type)) await this.#become(this.#without({ target, type }), { target, type }, at, write);
  }

  #without({ target, type }: Pick<Dismissal, 'target' | 'type'>): readonly Dismissal[] {
    return this.#all.filter((one) => one.target !== target || one.type !== type);
  }

  async #become(
    next: readonly Dismissal[],
    changed: Pick<Dismissal, 'target' | 'type'>,
    at: number,
    write: (changes: readonly Change[]) => Promise<unknown>,
  ): Promise<void> {
    await write(this.#isKept(changed) ? [this.#memory(next, at)] : []);
    this.#all = next;
  }

  #memory(next: readonly Dismissal[], at: number): Change {
    const [target, host] = [this.#hostTarget, this.#host];
    const dismissed = next
      .filter((one) => this.#isKept(one))
      .map(({ target: of, type, reason }) => (of === target ? { type, reason } : { type, reason, target: of }));
    if (dismissed.length === 0) return { kind: 'target_forgotten', target, host };
    const memory: TargetMemory = {
      ...{ target, host, containerId: '', containerName: '', state: '', verdict: 'off', reason: 'resolved_by_hand' },
      ...{ since: at, stoppedOnPurpose: false, memo: { dismissed } },
    };
    return { kind: 'target_remembered', memory };
  }

  /** A service that is missing is not raised again after a restart of Paramedic: there is nothing to remember. */
  #isKept({ target, type }: Pick<Dismissal, 'target' | 'type'>): boolean {
    return target === this.#hostTarget || type === 'external_alert';
  }
}

/** Reads back what an older or a damaged row may hold; what does not fit is left out. */
export function dismissalsOf(memory: TargetMemory | undefined): readonly Dismissal[] {
  const { dismissed } = memory?.memo ?? {};
  if (memory === undefined || !Array.isArray(dismissed)) return [];
  return dismissed.flatMap((value: unknown): Dismissal[] => {
    const { type, reason, target = memory.target } = (value ?? {}) as Readonly<Record<string, unknown>>;
    const known = INCIDENT_TYPES.find((one) => one === type);
    const isWhole = known !== undefined && typeof reason === 'string' && typeof target === 'string';
    return isWhole ? [{ target, type: known, reason }] : [];
  });
}
