import { z } from 'zod';
import type { Kind } from './kinds.ts';
import { quote } from './quote.ts';

/** What the documentation, the messages and `config print` know of a setting, kept beside its schema. */
export interface SettingNote {
  description: string;
  expects: string;
  /** Shown in the documentation when there is no default value. */
  absent: string | undefined;
  /** Environment variables of other tools that mean the same. */
  standard: readonly string[];
  /** Never printed; may also come from a file named by `…_FILE`. */
  secret: boolean;
}

export interface SettingOptions {
  description: string;
  standard?: readonly string[];
  secret?: boolean;
}

export const settingNotes = z.registry<SettingNote>();

const reader = <T>(kind: Kind<T>, secret: boolean) =>
  z
    .unknown()
    .transform((given, context): T => {
      const text = String(given);
      const value = kind.parse(text);
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: secret ? `a value of ${text.length} characters` : quote(text) });
      return z.NEVER;
    })
    .meta(kind.json);

/** A setting with a default, written as a person would write it. */
export const setting = <T>(kind: Kind<T>, byDefault: string | number | boolean, options: SettingOptions) =>
  reader(kind, options.secret ?? false)
    .prefault(byDefault)
    .meta({ description: options.description })
    .register(settingNotes, note(kind, options, undefined));

/** A setting that may be left out; `absent` says what happens then. */
export const optionalSetting = <T>(kind: Kind<T>, absent: string, options: SettingOptions) =>
  reader(kind, options.secret ?? false)
    .optional()
    .meta({ description: options.description })
    .register(settingNotes, note(kind, options, absent));

const note = <T>(kind: Kind<T>, options: SettingOptions, absent: string | undefined): SettingNote => ({
  description: options.description,
  expects: kind.expects,
  absent,
  standard: options.standard ?? [],
  secret: options.secret ?? false,
});
