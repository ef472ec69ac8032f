import type { Hands } from '../../src/healing/ports.ts';

const unexpected = (name: string) => () => Promise.reject(new Error(`nobody should have asked for ${name}`));

/** Hands of which only the named parts are expected to be used. */
export const hands = (part: Partial<Hands>): Hands => ({
  restart: unexpected('restart'),
  stop: unexpected('stop'),
  exec: unexpected('exec'),
  recreate: unexpected('recreate'),
  repairRecreates: async () => [],
  ...part,
});
