import { detours } from './detours.ts';
import { forgeries } from './forgeries.ts';
import { leaks } from './leaks.ts';
import { rights } from './rights.ts';
import type { Samples } from './sample.ts';
import { voices } from './voices.ts';

/** The last line of each log: by it the model knows what it has read. */
export const markOf = (name: string): string => `case=${name}.`;

/** What containers may write to turn whoever reads their logs against his own task. */
export const corpus: Samples = (at) => {
  const samples = [voices, forgeries, leaks, rights, detours].flatMap((group) => group(at));
  return samples.map((sample) => ({ ...sample, log: `${sample.log}\n${markOf(sample.name)}` }));
};
