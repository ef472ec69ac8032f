import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseLabels } from '../../../src/config/labels.ts';
import { parseWindow } from '../../../src/config/maintenance.ts';
import { loaded } from '../config/read.ts';

const read = (file: string): string => readFileSync(file, 'utf8');
const blocksIn = (file: string): string[] =>
  [...read(file).matchAll(/^```yaml\n(labels:[\s\S]*?)^```/gm)].map(([, text = '']) => text);

describe('examples in the documents', () => {
  it.each(['docs/configuration.md', 'docs/healing.md'])('the labels in %s are understood', (file) => {
    const blocks = blocksIn(file);
    expect(blocks.length).toBeGreaterThan(0);
    for (const text of blocks) {
      const { labels } = parse(text) as { labels: Record<string, string> };
      expect(parseLabels(labels, loaded({}).config).findings).toEqual([]);
    }
  });

  it('the maintenance windows in docs/healing.md are understood', () => {
    const [, text = ''] = /`maintenance: ([^`]+)`/.exec(read('docs/healing.md')) ?? [];
    const windows = text.split(';').map((part) => parseWindow(part));
    expect(windows).toEqual([expect.objectContaining({ days: [0] }), expect.objectContaining({ fromMinute: 1_410 })]);
  });
});
