import type { LogTrigger } from './container-settings.ts';
import { named } from './label.ts';
import { logNameIn } from './label-families.ts';
import { LOG_LABEL } from './label-names.ts';
import type { LabelReader } from './label-reader.ts';

const MAX_TRIGGERS = 20;

/** The patterns that the labels ask for, by name. */
export function readLogTriggers(reader: LabelReader): readonly LogTrigger[] {
  const names = reader.names.flatMap((label) => logNameIn(label) ?? []).sort();
  const [surplus] = names.slice(MAX_TRIGGERS);
  if (surplus !== undefined) {
    const what = `and ${names.length - MAX_TRIGGERS - 1} more patterns are left out: a container has at most ${MAX_TRIGGERS}.`;
    reader.tell('too_many_log_patterns', named(LOG_LABEL, surplus).name, what, 'Join some: `one|another`.');
  }
  return names.slice(0, MAX_TRIGGERS).flatMap((name) => {
    const pattern = reader.read(named(LOG_LABEL, name), 'this pattern is left out');
    return pattern === undefined ? [] : [{ name, pattern }];
  });
}
