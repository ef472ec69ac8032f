/** How much of the simulated fleets is measured. */
export interface ScalePlan {
  readonly fleets: readonly number[];
  /** Two reconciles and two sweeps of samples fall into a minute. */
  readonly idleSeconds: number;
  readonly pages: number;
  /** Half of them a sickness, half a recovery, each of another container of the fleet. */
  readonly events: number;
  readonly burstSeconds: number;
  /** Sweeps of samples, written one after another. */
  readonly sweeps: number;
}

export const FULL_SCALE: ScalePlan = {
  fleets: [500, 5_000],
  idleSeconds: 60,
  pages: 100,
  events: 1_000,
  burstSeconds: 60,
  sweeps: 20,
};

export const QUICK_SCALE: ScalePlan = {
  fleets: [500],
  idleSeconds: 31,
  pages: 20,
  events: 200,
  burstSeconds: 12,
  sweeps: 4,
};
