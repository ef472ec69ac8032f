import { readFileSync, writeFileSync } from 'node:fs';
import { SECTIONS, withResults } from './document.ts';
import { FULL_ESCALATION, QUICK_ESCALATION } from './escalation/plan.ts';
import { runEscalation } from './escalation/run.ts';
import { isMet } from './findings.ts';
import { describe } from './machine.ts';
import { optionsOf, type Part } from './options.ts';
import { FULL, QUICK } from './plan.ts';
import { type Results, run } from './run.ts';
import { FULL_SCALE, QUICK_SCALE } from './scale/plan.ts';
import { runScale } from './scale/run.ts';
import { findingsTable } from './table.ts';

const DOCUMENT = new URL('../../docs/benchmarks.md', import.meta.url);

/**
 * `npm run bench` measures everything and writes docs/benchmarks.md; `-- --only heal`, `scale` or `escalation` only that part; `-- --quick`
 * measures a little, to see that it works, and writes nothing. Exit code 1 when a goal is missed.
 */
const args = process.argv.slice(2);
const options = optionsOf(args);
if (options === undefined) {
  process.stderr.write(`npm run bench [-- [--only heal|scale|escalation] [--quick]]: what is ${args.join(' ')}?\n`);
  process.exit(2);
}
const { quick, parts } = options;
const began = performance.now();
const say = (line: string): void => {
  process.stderr.write(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}\n`);
};

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (abort.signal.aborted) process.exit(130);
    say('stopping; containers are being removed (once more to leave them)');
    abort.abort();
  });
}

const MEASURE: Record<Part, () => Promise<Results>> = {
  heal: () => run(quick ? QUICK : FULL, abort.signal, say),
  scale: async () => ({
    machine: describe('simulated engine', new Date()),
    findings: await runScale({ plan: quick ? QUICK_SCALE : FULL_SCALE, signal: abort.signal, say }),
  }),
  escalation: async () => ({
    machine: describe('embedded Postgres', new Date()),
    findings: await runEscalation({ plan: quick ? QUICK_ESCALATION : FULL_ESCALATION, say }),
  }),
};

try {
  for (const part of parts) {
    const { machine, findings } = await MEASURE[part]();
    const results = `${machine}\n\n${findingsTable(findings)}`;
    process.stdout.write(`\n${results}\n`);
    if (!quick) writeFileSync(DOCUMENT, withResults(readFileSync(DOCUMENT, 'utf8'), SECTIONS[part], results));
    if (findings.some((finding) => isMet(finding) === false)) process.exitCode = 1;
  }
} catch (error) {
  if (!abort.signal.aborted) throw error;
  process.exitCode = 130;
}
