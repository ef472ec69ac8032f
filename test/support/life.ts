import type { Container } from '../../src/containers/container.ts';
import { type Intent, NO_INTENT } from '../../src/containers/intent.ts';
import { advance, advanceAfterAct, advanceOnOrder } from '../../src/flow.ts';
import type { Chart } from '../../src/healing/chart.ts';
import type { Seen, Step, World } from '../../src/healing/draft.ts';
import { chart, world } from './charts.ts';

/** One target that lives through what the test says; the world stays as it is given. */
export class Life {
  chart: Chart;
  last: Step | undefined;
  readonly steps: Step[] = [];
  readonly #world: World;

  constructor(from: Partial<Chart> = {}, around: Partial<World> = {}) {
    this.chart = chart(from);
    this.#world = world({ newId: idMaker(), ...around });
  }

  look(part: Partial<Container>, at: number, more: Partial<Seen> = {}, intent: Intent = NO_INTENT): Step {
    const seen = { container: { ...this.chart.container, ...part }, intent, at, ...more };
    return this.#take(advance(this.chart, seen, this.#surrounded(), at));
  }

  outcome(outcome: 'done' | 'failed', part: Partial<Container>, at: number, detail = {}): Step {
    const attemptId = this.chart.attempts.at(-1)?.id ?? '';
    const error = outcome === 'failed' ? 'it broke' : undefined;
    const seen = { container: { ...this.chart.container, ...part }, intent: NO_INTENT, at };
    return this.#take(advanceAfterAct(this.chart, { attemptId, outcome, error, detail }, seen, this.#surrounded(), at));
  }

  order(...args: [incidentId: string, order: Parameters<typeof advanceOnOrder>[2], at: number]): Step {
    const [incidentId, order, at] = args;
    return this.#take(advanceOnOrder(this.chart, incidentId, order, this.#surrounded(), at).step);
  }

  get types(): readonly string[] {
    return this.chart.incidents.map(({ type }) => type);
  }

  /** What people were told so far. */
  get told(): readonly string[] {
    return this.steps.flatMap(({ happenings }) =>
      happenings.flatMap((it) => (it.kind === 'people_told' ? [`${it.event} ${it.incident.type}`] : [])),
    );
  }

  /** Timeline lines so far, kind and reason. */
  get story(): readonly string[] {
    return this.steps.flatMap(({ changes }) =>
      changes.flatMap((change) => (change.kind === 'timeline' ? [`${change.entry.kind} ${change.entry.reason}`] : [])),
    );
  }

  #surrounded(): World {
    const underway = this.chart.attempts.filter(({ finishedAt }) => finishedAt === undefined);
    const executing = new Set(underway.map(({ id }) => id));
    return { ...this.#world, executing };
  }

  #take(step: Step): Step {
    this.chart = step.chart;
    this.last = step;
    this.steps.push(step);
    return step;
  }
}

let made = 0;
const idMaker = () => () => `01990000-0000-7000-8000-${String(++made).padStart(12, '0')}`;
