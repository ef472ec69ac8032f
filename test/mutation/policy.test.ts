import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';

/**
 * The unit tests of the rooms whose code is mutated; none of them needs an engine or Postgres. Cases that are drawn by lot
 * are the same ones in every run, so that two scores can be compared.
 */
const FILES = [
  'base/backoff.test.ts',
  '{containers,healing,probes}/**/*.test.ts',
  'incidents/{apply-order,decide-silence,lifecycle,silence}.test.ts',
  'flow*.test.ts',
  'escalation/gate/*.test.ts',
];

/**
 * A test that looks at the watch would find fault with any mutant on a busy machine. Whole lives drawn by lot, and tests of
 * the healer's slots, cost much of the time and notice little that the others do not; so do those that start real programs.
 */
const LEFT_OUT = [
  '**/*-scale.test.ts',
  'flow-properties.test.ts',
  'healing/healer.test.ts',
  'escalation/gate/{properties,real-bash,environment}.test.ts',
];

fc.configureGlobal({ seed: 1, numRuns: 25 });

const unit = resolve(import.meta.dirname, '../unit');
for (const file of globSync(FILES, { cwd: unit, exclude: LEFT_OUT }).sort()) await import(resolve(unit, file));
