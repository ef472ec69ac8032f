/** Puts tables into a page of the manual, each between its two marks. */
export function withTables(name: string, page: string, tables: Readonly<Record<string, () => string>>): string {
  return Object.entries(tables).reduce((text, [title, render]) => {
    const [start, end] = [`<!-- generated: ${title} -->`, '<!-- end -->'];
    const from = text.indexOf(start);
    const to = text.indexOf(end, from);
    if (from === -1 || to === -1) throw new Error(`${name} has lost its marks for the table "${title}"`);
    return `${text.slice(0, from)}${start}\n${render()}\n${text.slice(to)}`;
  }, page);
}

export const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;

export const table = (head: readonly string[], rows: readonly string[]): string =>
  [row(...head), `|${head.map(() => '---').join('|')}|`, ...rows].join('\n');
