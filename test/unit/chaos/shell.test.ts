import { expect, it } from '@jest/globals';
import { stepsOf } from '../../support/sim-engine/shell.ts';

it('knows what prints, waits, changes and ends', () => {
  expect(stepsOf(['sh', '-c', 'echo öne; echo "t w o" >&2; sleep 2; rm -f /tmp/healthy; exit 7; echo never'])).toEqual([
    { kind: 'print', stream: 1, text: 'öne\n' },
    { kind: 'print', stream: 2, text: 't w o\n' },
    { kind: 'sleep', ms: 2_000 },
    { kind: 'command', line: 'rm -f /tmp/healthy' },
    { kind: 'exit', code: 7 },
  ]);
});

it('takes a command without a shell as one, and ends with the last one’s success', () => {
  expect(stepsOf(['rm', '-f', '/tmp/healthy']).at(-1)).toEqual({ kind: 'exit', code: 0 });
  expect(stepsOf(['sh', '-c', 'false']).at(-1)).toEqual({ kind: 'exit', code: 1 });
});
