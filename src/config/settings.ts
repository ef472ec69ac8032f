import { z } from 'zod';
import { schema } from './schema.ts';
import { type SettingNote, settingNotes } from './setting.ts';

/** One row of the schema. */
export interface Setting extends SettingNote {
  /** Path in the file, `heal.max_attempts`. */
  key: string;
  variable: string;
  /** Undefined when it may be left out. */
  byDefault: string | undefined;
}

const variableOf = (key: string): string => `PARAMEDIC_${key.toUpperCase().replaceAll('.', '_')}`;

const rowsOf = (object: z.ZodObject, prefix: string): Setting[] =>
  Object.entries(object.shape).flatMap(([name, type]): Setting[] => {
    const inner = type instanceof z.ZodPrefault ? type.unwrap() : type;
    if (inner instanceof z.ZodObject) return rowsOf(inner, `${prefix}${name}.`);
    const note = settingNotes.get(type);
    if (note === undefined) return [];
    const key = prefix + name;
    const byDefault = type instanceof z.ZodPrefault ? String(type.def.defaultValue) : undefined;
    return [{ ...note, key, variable: variableOf(key), byDefault }];
  });

/** All settings, in the order of the documentation. */
export const SETTINGS: readonly Setting[] = rowsOf(schema, '');

const byKey = new Map(SETTINGS.map((row) => [row.key, row]));
export const settingOf = (key: string): Setting | undefined => byKey.get(key);

/** Keys that hold other keys: `heal`, `retention`, `log`. */
export const SECTIONS: ReadonlySet<string> = new Set(
  SETTINGS.filter((row) => row.key.includes('.')).map((row) => row.key.slice(0, row.key.indexOf('.'))),
);
