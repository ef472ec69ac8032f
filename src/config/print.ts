import { redactUrl } from './database-url.ts';
import { SETTINGS } from './settings.ts';
import type { Chosen } from './validate.ts';

export interface PrintedSetting {
  key: string;
  /** Null when it is not set and has no default. A secret reads `(set)`. */
  value: string | null;
  /** `default`, a variable, or file and line. */
  source: string;
}

/** What `paramedic config print` shows: every setting in force and where it comes from. */
export const printedSettings = (chosen: Chosen): PrintedSetting[] =>
  SETTINGS.map((row) => {
    const entry = chosen.get(row.key);
    const shown = row.key === 'database_url' ? redactUrl : row.secret ? () => '(set)' : (text: string) => text;
    const value = entry === undefined ? (row.byDefault ?? null) : shown(entry.text);
    return { key: row.key, value, source: entry?.source ?? 'default' };
  });

/** As aligned lines, or as JSON. */
export function printConfig(chosen: Chosen, form: 'text' | 'json'): string {
  const rows = printedSettings(chosen);
  if (form === 'json') return JSON.stringify(rows, null, 2);
  const cells = rows.map(({ key, value, source }) => ({ key, value: value ?? '(not set)', source }));
  const keyWidth = Math.max(...cells.map((cell) => cell.key.length));
  const valueWidth = Math.min(40, Math.max(...cells.map((cell) => cell.value.length)));
  return cells
    .map((cell) => `${cell.key.padEnd(keyWidth)}  ${cell.value.padEnd(valueWidth)}  ${cell.source}`)
    .join('\n');
}
