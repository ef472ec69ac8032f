import type { Draft } from './draft.ts';

/** Pure: when the verdict of now is proven if nothing comes between: it has lasted for the verification time, under our eyes. */
export const provenAt = ({ chart, world }: Pick<Draft, 'chart' | 'world'>): number =>
  Math.max(chart.since, world.watchedSince, chart.container.startedAt ?? 0) + chart.settings.verifyMs;
