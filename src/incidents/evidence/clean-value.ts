import { plainLines } from '../../base/plain-text.ts';
import { redactor } from '../../base/redact.ts';
import { isPlainValue, secretKind } from '../../base/redaction/secret-name.ts';

const DEEPEST = 6;
const MOST_ITEMS = 100;
const LONGEST_NAME = 200;
/** More of one text is not even looked at: a log has 16 KiB. */
const LONGEST_READ = 65_536;

export type Clean = (value: unknown, longest?: number) => unknown;

/**
 * Makes any value fit for keeping: no control characters, no secrets, bounded in depth and length, and nothing that JSON
 * cannot hold. What is too long loses its end.
 */
export function cleaner(secrets: readonly string[]): Clean {
  // Texts are searched once they are clean, so a secret is also looked for as cleaning leaves it.
  const redact = redactor([...secrets, ...secrets.map(plainLines)]);
  const text: Text = (value, longest) =>
    redact(plainLines(value.slice(-LONGEST_READ)))
      .slice(0, longest)
      .toWellFormed();
  return (value, longest = 1_000) => cleanPart(value, { text, longest, depth: 0 });
}

type Text = (value: string, longest: number) => string;

interface How {
  readonly text: Text;
  readonly longest: number;
  readonly depth: number;
}

function cleanPart(part: unknown, how: How): unknown {
  if (typeof part === 'string') return how.text(part, how.longest);
  if (typeof part !== 'object' || part === null) return cleanScalar(part);
  if (how.depth >= DEEPEST) return undefined;
  const inside = { ...how, depth: how.depth + 1 };
  if (Array.isArray(part)) {
    return hideFlagValues(part.slice(0, MOST_ITEMS)).map((item) => cleanPart(item, inside) ?? null);
  }
  const entries = Object.entries(part)
    .slice(0, MOST_ITEMS)
    .map(([name, item]) => [how.text(name, LONGEST_NAME), hidden(name, item) ?? cleanPart(item, inside)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

function cleanScalar(part: unknown): unknown {
  // JSON knows no minus zero.
  if (typeof part === 'number') return Number.isFinite(part) ? part + 0 : null;
  if (typeof part === 'bigint') return part.toString();
  return typeof part === 'boolean' || part === null ? part : undefined;
}

/** A value is secret by its name although nothing of the text says so. */
function hidden(name: string, value: unknown): string | undefined {
  const isValue = typeof value === 'number' || (typeof value === 'string' && value !== '' && !isPlainValue(value));
  const kind = isValue ? secretKind(name) : undefined;
  return kind === undefined ? undefined : `[redacted ${kind}]`;
}

/** `["mysqladmin", "--password", "hunter2"]`. */
const hideFlagValues = (items: readonly unknown[]): unknown[] =>
  items.map((item, index) => {
    const flag = items[index - 1];
    if (typeof flag !== 'string' || !flag.startsWith('--') || flag.includes('=')) return item;
    return hidden(flag, item) ?? item;
  });
