import type { Finding } from '../containers/finding.ts';
import type { Label } from './label.ts';
import { bare, quote } from './quote.ts';

export type Labels = Readonly<Record<string, string>>;

/** Longer than the longest value that any kind takes, so that a cut text is always refused. */
const MAX_LENGTH = 5_000;

/**
 * Reads the labels of one container and keeps what is wrong with them. Labels are anybody's text; nothing throws.
 */
export class LabelReader {
  readonly findings: Finding[] = [];
  readonly #labels: Labels;

  constructor(labels: Labels) {
    this.#labels = labels;
  }

  get names(): readonly string[] {
    return Object.keys(this.#labels);
  }

  has(label: Label<unknown>): boolean {
    return Object.hasOwn(this.#labels, label.name);
  }

  /** Undefined when it is not there, or is no such value; the latter is a finding. `instead` says what happens then. */
  read<T>(label: Label<T>, instead = 'the default is used instead'): T | undefined {
    if (!this.has(label)) return undefined;
    const given: unknown = this.#labels[label.name];
    const text = String(given).slice(0, MAX_LENGTH).trim();
    const value = text === '' ? undefined : label.kind.parse(text);
    if (value !== undefined) return value;
    const is = text === '' ? 'empty' : quote(text);
    this.tell('bad_label', label.name, `is ${is}; ${instead}.`, `Write ${label.kind.expects}.`);
    return undefined;
  }

  tell(code: string, name: string, what: string, cure: string): void {
    const subject = bare(name, 120);
    this.findings.push({ code, subject, message: `Label ${quote(name, 120)} ${what}`, cure });
  }
}
