import { Refusal } from './answer.ts';
import { EventBook, hasLabel } from './event-book.ts';
import { inspectShape, listShape } from './shapes.ts';
import { SimContainer } from './sim-container.ts';
import type { SimSpec } from './spec.ts';
import { Surroundings } from './surroundings.ts';
import type { Timers } from './timers.ts';

type ListFilter = Readonly<Record<string, readonly string[] | undefined>>;

interface Cached {
  readonly version: number;
  readonly text: string;
}

/** All containers of one engine. What it tells of them is put together only when something has changed. */
export class SimFleet {
  readonly events: EventBook;
  readonly surroundings = new Surroundings();
  readonly #timers: Timers;
  readonly #byId = new Map<string, SimContainer>();
  readonly #byName = new Map<string, SimContainer>();
  readonly #listed = new WeakMap<SimContainer, Cached>();
  readonly #inspected = new WeakMap<SimContainer, Cached>();
  #whole: Buffer | undefined;
  #made = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
    this.events = new EventBook(() => timers.now());
  }

  get all(): readonly SimContainer[] {
    return [...this.#byId.values()];
  }

  /** As `docker run`, or as `docker create` when it shall not run. A first life begins with its first check behind it. */
  add(spec: SimSpec, made?: Record<string, unknown>): SimContainer {
    const onChange = () => {
      this.#whole = undefined;
    };
    const { events, surroundings } = this;
    const parts = { events, surroundings, timers: this.#timers, onChange, salt: this.#made++ };
    const container = new SimContainer(spec, made === undefined ? parts : { ...parts, made });
    surroundings.addImage(container.image, container.imageId);
    for (const { Name } of container.mounts) if (Name !== undefined) surroundings.addVolume(Name);
    this.#byId.set(container.id, container);
    this.#byName.set(container.name, container);
    onChange();
    container.tell('create');
    if (spec.running !== false) container.begin();
    return container;
  }

  /** By name, id or the beginning of an id. */
  find(which: string): SimContainer | undefined {
    const found = this.#byId.get(which) ?? this.#byName.get(which.replace(/^\//, ''));
    if (found !== undefined || !/^[0-9a-f]{6,63}$/.test(which)) return found;
    return this.all.find(({ id }) => id.startsWith(which));
  }

  get(which: string): SimContainer {
    const found = this.find(which);
    if (found === undefined) throw new Refusal(404, `No such container: ${which}`);
    return found;
  }

  rename(container: SimContainer, name: string): void {
    this.assertFree(name);
    const oldName = `/${container.name}`;
    this.#byName.delete(container.name);
    container.name = name;
    this.#byName.set(name, container);
    container.changed();
    container.tell('rename', { oldName });
  }

  remove(container: SimContainer): void {
    this.#byId.delete(container.id);
    this.#byName.delete(container.name);
    container.changed();
    container.tell('destroy');
  }

  assertFree(name: string): void {
    const holder = this.#byName.get(name);
    if (holder === undefined) return;
    const message = `Conflict. The container name "/${name}" is already in use by container "${holder.id}".`;
    throw new Refusal(409, `${message} You have to remove (or rename) that container to be able to reuse that name.`);
  }

  /** `GET /containers/json`. */
  list(all: boolean, filter: ListFilter): Buffer {
    const plain = all && Object.keys(filter).length === 0;
    if (plain && this.#whole !== undefined) return this.#whole;
    const wanted = this.all.filter((it) => (all || it.isUp || it.status === 'restarting') && fits(it, filter));
    const pieces = wanted.map((it) => cached(this.#listed, it, listShape));
    const bytes = Buffer.from(`[${pieces.join(',')}]\n`);
    if (plain) this.#whole = bytes;
    return bytes;
  }

  /** `GET /containers/ID/json`. */
  inspect(container: SimContainer): string {
    return cached(this.#inspected, container, inspectShape);
  }
}

function cached(of: WeakMap<SimContainer, Cached>, it: SimContainer, shape: (it: SimContainer) => object): string {
  const known = of.get(it);
  if (known?.version === it.version) return known.text;
  const text = JSON.stringify(shape(it));
  of.set(it, { version: it.version, text });
  return text;
}

function fits(it: SimContainer, filter: ListFilter): boolean {
  const any = (key: string, test: (wanted: string) => boolean) => filter[key]?.some(test) ?? true;
  return (
    any('id', (id) => it.id.startsWith(id)) &&
    any('name', (name) => it.name.includes(name.replace(/^\//, ''))) &&
    any('status', (status) => it.status === status) &&
    any('health', (health) => it.health === health) &&
    (filter.label ?? []).every((label) => hasLabel(it.labels, label))
  );
}
