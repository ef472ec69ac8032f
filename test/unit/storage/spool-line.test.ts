import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../../src/incidents/ledger.ts';
import { lineOf, parseLine } from '../../../src/storage/spool-line.ts';

const changes: Change[] = [{ kind: 'target_forgotten', target: 'a', host: 'box' }];

describe('a line of the spool', () => {
  it('keeps its changes, and under which lead they were made', () => {
    const fence = { host: 'box', epoch: 5 };
    expect(parseLine(lineOf(changes, fence))).toEqual({ changes, fence });
    expect(parseLine(lineOf(changes, undefined))).toEqual({ changes, fence: undefined });
  });

  it.each(['', 'null', '7', '{', '{}', '{"changes":[]}', '{"changes":[],"fence":{"host":"box"}}'])(
    'is refused as a bad row when it is damaged: %s',
    (line) => {
      expect(() => parseLine(line)).toThrow(expect.objectContaining({ code: 'storage_rejected', retryable: false }));
    },
  );
});
