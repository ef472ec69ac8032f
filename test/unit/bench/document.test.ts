import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { BEGIN, END, withResults } from '../../bench/document.ts';

describe('withResults', () => {
  it('replaces what is between the markers, again and again, and nothing else', () => {
    const text = `# Title\n\n${BEGIN}\nold\n${END}\n\nend\n`;
    const once = withResults(text, '| new |');
    expect(once).toBe(`# Title\n\n${BEGIN}\n\n| new |\n\n${END}\n\nend\n`);
    expect(withResults(once, '| new |')).toBe(once);
  });

  it('refuses a text without its markers', () => {
    expect(() => withResults(`${END} ${BEGIN}`, 'x')).toThrow('lacks its markers');
  });

  it('finds its markers in the page it is for', () => {
    const page = readFileSync(new URL('../../../docs/benchmarks.md', import.meta.url), 'utf8');
    expect(withResults(page, 'x')).toContain(`${BEGIN}\n\nx\n\n${END}`);
  });
});
