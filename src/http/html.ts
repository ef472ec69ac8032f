/** Markup that is known to be safe; everything else is text. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | readonly Markup[] | string | number;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** A template whose inserted strings are always escaped. Attributes must be quoted. */
export function html(literals: TemplateStringsArray, ...parts: Part[]): Markup {
  const inserted = parts.map((part) => {
    if (part instanceof Markup) return part.text;
    return typeof part === 'object' ? part.map(({ text }) => text).join('') : escapeHtml(String(part));
  });
  return new Markup(String.raw({ raw: literals }, ...inserted));
}
