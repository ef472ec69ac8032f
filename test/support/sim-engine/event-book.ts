/** The engine keeps so many for `since`. */
const KEPT = 256;

export interface SimEvent {
  readonly nanos: bigint;
  readonly action: string;
  readonly type: string;
  readonly containerId: string;
  readonly at: number;
  readonly labels: Readonly<Record<string, string>>;
  /** One line of JSON. */
  readonly line: string;
}

export interface EventFilter {
  readonly type?: readonly string[];
  readonly event?: readonly string[];
  readonly container?: readonly string[];
  readonly label?: readonly string[];
}

interface Teller {
  readonly id: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly name: string;
}

/** The engine's events: the last 256, and who is listening. */
export class EventBook {
  readonly #listeners = new Set<(event: SimEvent) => void>();
  #kept: SimEvent[] = [];
  readonly #now: () => number;
  #last = 0n;
  /** Events come to pass and nobody is told, now or later. */
  losing = false;
  witness: (event: SimEvent) => void = () => {};

  constructor(now: () => number) {
    this.#now = now;
  }

  add(from: Teller, action: string, attributes: Readonly<Record<string, string>> = {}): void {
    const event = this.#make(from, action, attributes);
    this.witness(event);
    if (this.losing) return;
    this.#kept.push(event);
    if (this.#kept.length > KEPT) this.#kept.shift();
    for (const listener of this.#listeners) listener(event);
  }

  /** From `sinceNanos` on, as far as it is still known; then all that comes. Answers how to end it. */
  listen(sinceNanos: bigint | undefined, filter: EventFilter, onEvent: (event: SimEvent) => void): () => void {
    const listener = (event: SimEvent) => {
      if (fits(event, filter)) onEvent(event);
    };
    if (sinceNanos !== undefined) for (const event of this.#kept) if (event.nanos >= sinceNanos) listener(event);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What an engine knows of the time before its own start. */
  forget(): void {
    this.#kept = [];
  }

  #make(from: Teller, action: string, extra: Readonly<Record<string, string>>): SimEvent {
    const now = BigInt(this.#now()) * 1_000_000n;
    this.#last = now > this.#last ? now : this.#last + 1_000n;
    const nanos = this.#last;
    const attributes = { ...from.labels, image: from.image, name: from.name, ...extra };
    const body = JSON.stringify({
      status: action,
      id: from.id,
      from: from.image,
      Type: 'container',
      Action: action,
      Actor: { ID: from.id, Attributes: attributes },
      scope: 'local',
      time: Number(nanos / 1_000_000_000n),
    });
    // Wider than a number of JavaScript is exact.
    const line = `${body.slice(0, -1)},"timeNano":${nanos}}\n`;
    return {
      nanos,
      action,
      type: 'container',
      containerId: from.id,
      at: Number(nanos / 1_000_000n),
      labels: from.labels,
      line,
    };
  }
}

function fits(event: SimEvent, filter: EventFilter): boolean {
  const kind = event.action.split(':', 1)[0];
  return (
    isIn(event.type, filter.type) &&
    (isIn(event.action, filter.event) || isIn(kind, filter.event)) &&
    isIn(event.containerId, filter.container) &&
    (filter.label ?? []).every((wanted) => hasLabel(event.labels, wanted))
  );
}

const isIn = (value: string | undefined, list: readonly string[] | undefined): boolean =>
  list === undefined || list.length === 0 || (value !== undefined && list.includes(value));

/** `name` or `name=value`. */
export function hasLabel(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  const [name = '', ...value] = wanted.split('=');
  return value.length === 0 ? name in labels : labels[name] === value.join('=');
}
