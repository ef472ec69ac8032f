import { readFileSync, writeFileSync } from 'node:fs';
import { withResults } from './document.ts';
import { isMet } from './findings.ts';
import { FULL, QUICK } from './plan.ts';
import { run } from './run.ts';
import { findingsTable } from './table.ts';

const DOCUMENT = new URL('../../docs/benchmarks.md', import.meta.url);

/**
 * `npm run bench` measures everything and writes docs/benchmarks.md; `-- --quick` measures a little, to see that it works,
 * and writes nothing. Exit code 1 when a goal is missed.
 */
const args = process.argv.slice(2);
const unknown = args.filter((arg) => arg !== '--quick');
if (unknown.length > 0) {
  process.stderr.write(`npm run bench [-- --quick]: what is ${unknown.join(' ')}?\n`);
  process.exit(2);
}
const quick = args.includes('--quick');
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

try {
  const { machine, findings } = await run(quick ? QUICK : FULL, abort.signal, say);
  const results = `${machine}\n\n${findingsTable(findings)}`;
  process.stdout.write(`\n${results}\n`);
  if (!quick) writeFileSync(DOCUMENT, withResults(readFileSync(DOCUMENT, 'utf8'), results));
  process.exitCode = findings.some((finding) => isMet(finding) === false) ? 1 : 0;
} catch (error) {
  if (!abort.signal.aborted) throw error;
  process.exitCode = 130;
}
