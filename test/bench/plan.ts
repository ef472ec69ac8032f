/** How much is measured. */
export interface Plan {
  /** Containers on the engine, the sick one among them. */
  readonly fleets: readonly number[];
  /** Single heals of each healer in each fleet, in blocks that take turns: what drifts on the machine hits both. */
  readonly heals: { readonly blocks: number; readonly perBlock: number };
  readonly atOnce: { readonly patients: number; readonly rounds: number; readonly bystanders: number };
  readonly stubborn: { readonly patients: number; readonly rounds: number };
  readonly idle: { readonly fleets: readonly number[]; readonly windows: number };
  readonly hopelessMs: number;
  readonly pages: number;
}

export const FULL: Plan = {
  fleets: [1, 50, 200],
  heals: { blocks: 4, perBlock: 5 },
  atOnce: { patients: 20, rounds: 5, bystanders: 49 },
  stubborn: { patients: 20, rounds: 3 },
  idle: { fleets: [50, 200], windows: 4 },
  hopelessMs: 60_000,
  pages: 50,
};

export const QUICK: Plan = {
  fleets: [10],
  heals: { blocks: 1, perBlock: 3 },
  atOnce: { patients: 5, rounds: 1, bystanders: 9 },
  stubborn: { patients: 5, rounds: 1 },
  idle: { fleets: [10], windows: 1 },
  hopelessMs: 60_000,
  pages: 20,
};
