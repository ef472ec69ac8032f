import type { RequestAnswer, RequestTool } from '../escalation/request.ts';

type Evidence = Readonly<Record<string, unknown>>;

/** What of a capsule belongs to which question; it is without secrets and small already. */
const NOT_INSPECTED = ['logs', 'samples'];
const MOST_LINES = 500;
const LONGEST_ANSWER = 32_768;

/** The answer to a question that changes nothing, from a fresh picture of the container. Pure; hostile text. */
export function answerOf(
  tool: Exclude<RequestTool, 'restart' | 'playbook'>,
  input: Evidence,
  picture: Evidence,
): RequestAnswer {
  switch (tool) {
    case 'logs':
      return { kind: 'done', text: logsOf(input, picture) };
    case 'inspect': {
      const facts = Object.entries(picture).filter(([name]) => !NOT_INSPECTED.includes(name));
      return { kind: 'done', text: shown(Object.fromEntries(facts)) };
    }
    case 'stats':
      return { kind: 'done', text: shown({ takenAt: picture.takenAt, samples: picture.samples ?? [] }) };
  }
}

/** The last lines, of those that contain the text that is looked for. */
function logsOf(input: Evidence, { logs, missing }: Evidence): string {
  if (typeof logs !== 'string' || logs === '') {
    return missing === undefined ? 'It has written nothing.' : `No log could be read: ${shown(missing)}`;
  }
  const { grep, lines } = input;
  const wanted = typeof grep === 'string' && grep !== '' ? grep : undefined;
  const most = typeof lines === 'number' && lines >= 1 ? Math.min(Math.floor(lines), MOST_LINES) : 200;
  const found = logs
    .trimEnd()
    .split('\n')
    .filter((line) => wanted === undefined || line.includes(wanted));
  const text = found.slice(-most).join('\n').slice(-LONGEST_ANSWER);
  return text === '' ? 'No line of its recent log contains that.' : text;
}

const shown = (value: unknown): string => JSON.stringify(value, undefined, 1).slice(0, LONGEST_ANSWER);
