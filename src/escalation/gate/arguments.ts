import type { Reason } from './reasons.ts';
import type { Word } from './shell-word.ts';

export interface Arguments {
  readonly kind: 'arguments';
  /** Names of the options that are there. */
  readonly options: ReadonlySet<string>;
  readonly operands: readonly Word[];
  /** How many operands stand before a `--`; all of them when there is none, and `dashes` is false. */
  readonly beforeDashes: number;
  readonly dashes: boolean;
}
export interface ArgumentFault {
  readonly kind: 'fault';
  readonly reason: Reason;
  readonly subject: string;
}

const VALUES: Readonly<Record<string, RegExp>> = {
  count: /^\d{1,9}$/,
  amount: /^[+-]?\d{1,9}[bkKmM]?$/,
  range: /^\d{1,9}(?:,\+?\d{1,9})?$/,
  text: /^/,
};

const NUMBER = /^[+-]?\d+$/;

interface OptionTable {
  readonly flags: ReadonlySet<string>;
  /** -20 */
  readonly numbers: boolean;
  /** Value attached or as the next word. */
  readonly valued: ReadonlyMap<string, RegExp>;
  /** Value only behind `=`. */
  readonly attached: ReadonlyMap<string, RegExp>;
}
const tables = new Map<string, OptionTable>();

/** Reads a rule's options, see `ProgramRule.options`. */
function tableOf(spec: string): OptionTable {
  const known = tables.get(spec);
  if (known !== undefined) return known;
  const words = spec.split(' ').filter((word) => word !== '');
  const split = (sign: string): Map<string, RegExp> =>
    new Map(
      words
        .filter((word) => word.includes(sign))
        .map((word) => [word.slice(0, word.indexOf(sign)), fittingValue(word.slice(word.indexOf(sign) + 1))]),
    );
  const flags = new Set(words.filter((word) => word !== '-#' && !/[:=]/.test(word)));
  const table = { flags, numbers: words.includes('-#'), valued: split(':'), attached: split('=') };
  tables.set(spec, table);
  return table;
}

/** A kind of value that nobody described fits nothing. */
const fittingValue = (kind: string): RegExp => VALUES[kind] ?? /(?!)/;

/** Takes the words after a program's name apart as the program does, or says what is not on its list. */
export function readArguments(spec: string, words: readonly Word[]): Arguments | ArgumentFault {
  const table = tableOf(spec);
  const options = new Set<string>();
  const operands: Word[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as Word;
    if (word.text === '--') {
      const rest = words.slice(at + 1);
      return {
        kind: 'arguments',
        options,
        operands: [...operands, ...rest],
        beforeDashes: operands.length,
        dashes: true,
      };
    }
    if (!word.text.startsWith('-') || word.text === '-') {
      operands.push(word);
      continue;
    }
    const next = words[at + 1];
    const found = word.glob ? undefined : optionOf(table, word.text, next?.glob ? undefined : next?.text);
    // Some systems' programs take every word behind the first argument for a file, and so the text meant for an option.
    const mistaken = found?.tookNext === true && operands.length > 0 && !NUMBER.test(next?.text ?? '');
    if (found === undefined || mistaken) return { kind: 'fault', reason: 'option_not_allowed', subject: word.text };
    for (const name of found.names) options.add(name);
    if (found.tookNext) at += 1;
  }
  return { kind: 'arguments', options, operands, beforeDashes: operands.length, dashes: false };
}

interface FoundOption {
  readonly names: readonly string[];
  readonly tookNext: boolean;
}

function optionOf(table: OptionTable, text: string, next: string | undefined): FoundOption | undefined {
  if (table.flags.has(text)) return { names: [text], tookNext: false };
  if (table.numbers && /^-\d{1,9}$/.test(text)) return { names: ['-#'], tookNext: false };
  return text.startsWith('--') ? longOption(table, text, next) : bundle(table, text, next);
}

function longOption(table: OptionTable, text: string, next: string | undefined): FoundOption | undefined {
  const sign = text.indexOf('=');
  if (sign < 0)
    return next !== undefined && table.valued.get(text)?.test(next) ? { names: [text], tookNext: true } : undefined;
  const name = text.slice(0, sign);
  const value = table.attached.get(name) ?? table.valued.get(name);
  return value?.test(text.slice(sign + 1)) ? { names: [name], tookNext: false } : undefined;
}

/** `-n` alone, several flags in one word, and a value attached to the last of them. */
function bundle(table: OptionTable, text: string, next: string | undefined): FoundOption | undefined {
  const names: string[] = [];
  for (let at = 1; at < text.length; at += 1) {
    const name = `-${text.charAt(at)}`;
    const value = table.valued.get(name);
    if (value !== undefined) {
      const attached = text.slice(at + 1);
      if (attached !== '') return value.test(attached) ? { names: [...names, name], tookNext: false } : undefined;
      if (next === undefined || !value.test(next)) return undefined;
      return { names: [...names, name], tookNext: true };
    }
    if (!table.flags.has(name)) return undefined;
    names.push(name);
  }
  return { names, tookNext: false };
}
