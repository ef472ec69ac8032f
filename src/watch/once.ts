import type { Clock } from '../base/clock.ts';
import type { Finding } from '../containers/finding.ts';

/** A burst of calls is one act, `afterMs` after the first. */
export function gathered(clock: Clock, afterMs: number, act: () => void): () => void {
  let gathering = false;
  return () => {
    if (gathering) return;
    gathering = true;
    void clock.sleep(afterMs).then(() => {
      gathering = false;
      act();
    });
  };
}

/** The same finding is told once, however often it is found. */
export function toldOnce(tell: (finding: Finding) => void): (finding: Finding) => void {
  const known = new Set<string>();
  return (finding) => {
    const key = JSON.stringify([finding.code, finding.subject, finding.message]);
    if (known.has(key)) return;
    known.add(key);
    tell(finding);
  };
}
