export const BEGIN = '<!-- results: written by `npm run bench` -->';
export const END = '<!-- end of results -->';

/** The text with what is between the markers replaced. */
export function withResults(text: string, results: string): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error(`the document lacks its markers: ${BEGIN} … ${END}`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${results.trim()}\n\n${text.slice(end)}`;
}
