import type { Clock } from '../base/clock.ts';
import type { Step } from '../healing/draft.ts';
import type { Kin } from './kin.ts';
import { gathered } from './once.ts';
import type { Entry } from './roster.ts';

export interface FamilyDeps {
  readonly kin: Kin;
  readonly clock: Clock;
  /** Has a fresh look at these containers. */
  readonly lookAt: (ids: readonly string[]) => void;
  /** Decides anew on a target. */
  readonly again: (entry: Entry) => void;
}

/** When a parent turns, its children are thought about soon: this much later, all of them at once. */
const GATHER_MS = 100;

/** Carries news through the family: a child that turned sick asks for its parents, a parent that turned for its children. */
export class Family {
  readonly #deps: FamilyDeps;
  readonly #turned = new Set<string>();
  readonly #passOn: () => void;

  constructor(deps: FamilyDeps) {
    this.#deps = deps;
    this.#passOn = gathered(deps.clock, GATHER_MS, () => this.#tellChildren());
  }

  onTurn(entry: Entry, step: Step): void {
    const { kin, lookAt } = this.#deps;
    if (step.decision?.reason === 'parents_first') {
      lookAt(kin.parentsOf(entry).map(({ chart }) => chart.container.id));
    }
    this.#turned.add(entry.chart.target);
    this.#passOn();
  }

  #tellChildren(): void {
    const { kin, again } = this.#deps;
    const turned = [...this.#turned];
    this.#turned.clear();
    // Most of the time everybody is well: then nobody's parents have to be found out.
    if (!kin.hasDependents(mayCare)) return;
    const children = new Set(turned.flatMap((target) => kin.childrenOf(target)));
    for (const child of children) if (mayCare(child)) again(child);
  }
}

/** Who is well and has a network of its own does not care. */
function mayCare({ chart }: Entry): boolean {
  return (
    chart.incidents.length > 0 || chart.verdict.kind === 'sick' || chart.container.networkMode.startsWith('container:')
  );
}
