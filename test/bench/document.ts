/** Parts of pages in docs/ that a program writes. */
export interface Section {
  readonly begin: string;
  readonly end: string;
}

const section = (name: string, command: string): Section => ({
  begin: `<!-- ${name}: written by \`${command}\` -->`,
  end: `<!-- end of ${name} -->`,
});

export const SECTIONS = {
  heal: section('results', 'npm run bench'),
  scale: section('scale', 'npm run bench'),
  escalation: section('escalation', 'npm run bench'),
  chaos: section('chaos', 'npm run chaos'),
} as const;

/** The text with what is between the section's markers replaced. */
export function withResults(text: string, { begin, end }: Section, results: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`the document lacks its markers: ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${results.trim()}\n\n${text.slice(to)}`;
}
