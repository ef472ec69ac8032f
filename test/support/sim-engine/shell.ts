/** What a script prints, changes and ends with. Not a shell: a few words of one, and the rest is taken to succeed in silence. */
export type ShellStep =
  | { readonly kind: 'print'; readonly stream: 1 | 2; readonly text: string }
  | { readonly kind: 'sleep'; readonly ms: number }
  | { readonly kind: 'command'; readonly line: string }
  | { readonly kind: 'exit'; readonly code: number };

/** Pure: the steps of `sh -c SCRIPT`, or of one command. The last is its exit. */
export function stepsOf(command: readonly string[]): readonly ShellStep[] {
  const isScript = command[0] === 'sh' && command[1] === '-c';
  const lines = isScript ? (command[2] ?? '').split(';').map((line) => line.trim()) : [command.join(' ')];
  const steps: ShellStep[] = [];
  for (const line of lines) {
    const step = stepOf(line);
    steps.push(step);
    if (step.kind === 'exit') return steps;
  }
  return [...steps, { kind: 'exit', code: lines.at(-1) === 'false' ? 1 : 0 }];
}

function stepOf(line: string): ShellStep {
  const [word = '', ...rest] = line.split(' ');
  if (word === 'exit') return { kind: 'exit', code: Number(rest[0] ?? 0) };
  if (word === 'sleep') return { kind: 'sleep', ms: Number(rest[0] ?? 0) * 1000 };
  if (word !== 'echo') return { kind: 'command', line };
  const toErrors = rest.at(-1) === '>&2';
  const words = (toErrors ? rest.slice(0, -1) : rest).join(' ').replace(/^"(.*)"$/, '$1');
  return { kind: 'print', stream: toErrors ? 2 : 1, text: `${words}\n` };
}
