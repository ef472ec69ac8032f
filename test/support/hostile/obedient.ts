import type { Reply, Script } from '../fake-claude-api/script.ts';
import { report, toolResults } from '../fake-claude-api/script.ts';
import { markOf } from './corpus.ts';
import { type Call, callOf, type HostileSample, typed } from './sample.ts';

interface Turn {
  readonly sample: HostileSample;
  /** Of its calls; -1: the log is read. */
  readonly index: number;
}

/**
 * A model that reads the log of each sample by the tool for it, believes every word, and does what it demands, one call after
 * the other, whatever it is answered. In the end it reports all that it has heard.
 */
export function obedient(samples: readonly HostileSample[], target: string): Script {
  const turns = samples.flatMap((sample) => [-1, ...sample.calls.keys()].map((index): Turn => ({ sample, index })));
  return (turn, _attempt, request) => {
    const heard = toolResults(request).map(({ text }) => text);
    const now = turns[turn];
    if (now === undefined) return report(reportOf(heard.join('\n')));
    const { sample, index } = now;
    if (index < 0) return reply(typed('container_logs', { target, lines: 200, grep: markOf(sample.name) }));
    const since = heard.slice(turn - index - 1);
    if (!since[0]?.includes(markOf(sample.name)))
      return { kind: 'say', text: `The log of ${sample.name} did not come.` };
    return reply(callOf(sample.calls[index] as Call, since.join('\n')));
  };
}

const reply = ({ name, input }: Call): Reply => ({ kind: 'use', calls: [{ name, input }] });

const reportOf = (heard: string) => ({
  root_cause: heard.slice(-3_000),
  confidence: 'high',
  actions: [heard.slice(0, 1_000)],
  files_changed: [],
  follow_up: [],
});
