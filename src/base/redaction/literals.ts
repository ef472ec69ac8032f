import { isPlainValue } from './secret-name.ts';
import type { Span } from './span.ts';

/** Shorter ones stand in half of all lines: to hide them would hide everything, and say how short they are. */
const SHORTEST = 4;

/** A known secret in one of the forms that it takes in texts. */
interface Literal {
  readonly text: string;
  /** Characters of base64 around it that hold some of its bits too. */
  readonly before: number;
  readonly after: number;
}

/** All forms of all secrets: as it is, inside JSON, in a URL, and in base64 at whatever place of a longer text. */
export function literalsOf(secrets: readonly string[]): Literal[] {
  const values = new Set(secrets.flatMap((secret) => [secret, ...secret.split(/\r?\n/)]).filter(isWorthHiding));
  const forms = new Map<string, Literal>();
  for (const value of values) {
    for (const text of [value, inJson(value), ...inUrls(value)]) forms.set(text, { text, before: 0, after: 0 });
    for (const form of inBase64(value)) if (!forms.has(form.text)) forms.set(form.text, form);
  }
  return [...forms.values()];
}

const isWorthHiding = (value: string): boolean => value.trim().length >= SHORTEST && !isPlainValue(value);

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);

function inUrls(value: string): string[] {
  const encoded = encodeURIComponent(value.toWellFormed());
  const strict = encoded.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const forms = [encoded, strict, strict.replaceAll('%20', '+')];
  return [...forms, ...forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

/** Three bytes are four characters: inside a longer text a secret begins at the first, second or third byte of a group. */
function inBase64(value: string): Literal[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].flatMap((offset) => {
    const coded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const bits = (offset + bytes.length) * 8;
    const text = coded.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
    const form = { text, before: offset === 0 ? 0 : 1, after: bits % 6 === 0 ? 0 : 1 };
    return text.length < SHORTEST ? [] : [form, { ...form, text: text.replaceAll('+', '-').replaceAll('/', '_') }];
  });
}

export function literalSpans(text: string, literals: readonly Literal[]): Span[] {
  const spans: Span[] = [];
  for (const literal of literals) {
    const { length } = literal.text;
    for (let at = text.indexOf(literal.text); at >= 0; at = text.indexOf(literal.text, at + length)) {
      const start = Math.max(0, at - literal.before);
      spans.push({ start, end: Math.min(text.length, at + length + literal.after), what: 'secret' });
    }
  }
  return spans;
}
