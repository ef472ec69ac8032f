import type { Fault } from './fault.ts';
import { RULES } from './rules.ts';
import { type Settings, schema } from './schema.ts';
import { SETTINGS, settingOf } from './settings.ts';
import type { Entry } from './source.ts';

/** The strongest entry of each key, by key. */
export type Chosen = ReadonlyMap<string, Entry>;

export type Validation = { ok: true; settings: Settings } | { ok: false; faults: Fault[] };

/**
 * Reads the chosen texts by the schema. A rule over several settings is checked where those are sound by themselves;
 * `unread` are keys that were set but could not be read: they must not be reported a second time as missing.
 */
export function validate(chosen: Chosen, unread: ReadonlySet<string>): Validation {
  const first = schema.safeParse(nest(chosen));
  if (first.success) {
    const faults = brokenRules(first.data, chosen, unread);
    return faults.length === 0 ? { ok: true, settings: first.data } : { ok: false, faults };
  }
  const issues = first.error.issues.map((issue) => ({ key: issue.path.join('.'), is: issue.message }));
  const broken = new Set([...unread, ...issues.map((issue) => issue.key)]);
  const sound = schema.safeParse(nest(new Map([...chosen].filter(([key]) => !broken.has(key)))));
  const faults = issues.map(({ key, is }) => ({
    ...{ key, is, source: sourceOf(key, chosen) },
    shouldBe: settingOf(key)?.expects ?? 'a setting',
  }));
  return { ok: false, faults: [...faults, ...(sound.success ? brokenRules(sound.data, chosen, broken) : [])] };
}

const brokenRules = (settings: Settings, chosen: Chosen, broken: ReadonlySet<string>): Fault[] =>
  RULES.filter((rule) => !rule.reads.some((key) => broken.has(key))).flatMap((rule) => {
    const fault = rule.check(settings);
    const source = sourceOf(rule.reads.find((key) => chosen.has(key)) ?? rule.key, chosen);
    return fault === undefined ? [] : [{ key: rule.key, source, ...fault }];
  });

const sourceOf = (key: string, chosen: Chosen): string => chosen.get(key)?.source ?? 'default';

function nest(chosen: Chosen): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const { key } of SETTINGS) {
    const text = chosen.get(key)?.text;
    if (text === undefined) continue;
    const [section, name] = key.split('.');
    if (section === undefined) continue;
    if (name === undefined) root[section] = text;
    else root[section] = { ...(root[section] as object | undefined), [name]: text };
  }
  return root;
}
