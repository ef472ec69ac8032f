import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { SECTIONS, withResults } from '../../bench/document.ts';

const { begin, end } = SECTIONS.heal;

describe('withResults', () => {
  it('replaces what is between the markers, again and again, and nothing else', () => {
    const text = `# Title\n\n${begin}\nold\n${end}\n\nend\n`;
    const once = withResults(text, SECTIONS.heal, '| new |');
    expect(once).toBe(`# Title\n\n${begin}\n\n| new |\n\n${end}\n\nend\n`);
    expect(withResults(once, SECTIONS.heal, '| new |')).toBe(once);
  });

  it('refuses a text without its markers', () => {
    expect(() => withResults(`${end} ${begin}`, SECTIONS.heal, 'x')).toThrow('lacks its markers');
  });

  it.each([
    ['heal', 'benchmarks.md'],
    ['scale', 'benchmarks.md'],
    ['escalation', 'benchmarks.md'],
    ['chaos', 'chaos.md'],
  ] as const)('finds the markers of %s in %s', (name, page) => {
    const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
    expect(withResults(text, SECTIONS[name], 'x')).toContain(`${SECTIONS[name].begin}\n\nx\n\n`);
  });
});
