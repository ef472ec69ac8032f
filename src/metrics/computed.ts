import { Counter, Gauge, type Registry } from 'prom-client';

/** One line of the exposition. */
export interface Row {
  value: number;
  labels: Readonly<Record<string, string>>;
}

export interface Family {
  name: string;
  help: string;
  labelNames?: readonly string[];
  rows: () => readonly Row[];
}

/**
 * Metrics whose values already stand in memory: computed when they are scraped, so that nothing is stored twice and the
 * series of a target that is gone vanish with it.
 */
export function registerGauges(registry: Registry, families: readonly Family[]): void {
  for (const family of families) new ComputedGauge(registry, family);
}

export function registerCounters(registry: Registry, families: readonly Family[]): void {
  for (const family of families) new ComputedCounter(registry, family);
}

class ComputedGauge extends Gauge {
  readonly #rows: Family['rows'];

  constructor(registry: Registry, { name, help, labelNames = [], rows }: Family) {
    super({ name, help, labelNames, registers: [registry] });
    this.#rows = rows;
  }

  override async get() {
    // Read before anything is awaited: all metrics of a scrape tell of one moment.
    const values = finite(this.#rows());
    return { ...(await super.get()), values };
  }
}

class ComputedCounter extends Counter {
  readonly #rows: Family['rows'];

  constructor(registry: Registry, { name, help, labelNames = [], rows }: Family) {
    super({ name, help, labelNames, registers: [registry] });
    this.#rows = rows;
  }

  override async get() {
    const values = finite(this.#rows());
    return { ...(await super.get()), values };
  }
}

const finite = (rows: readonly Row[]): Row[] => rows.filter((row) => Number.isFinite(row.value));
