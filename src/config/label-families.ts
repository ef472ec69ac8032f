import { type Label, named } from './label.ts';
import { LOG_LABEL, PROBE_LABELS } from './label-names.ts';

/** The NAME that a person gives to a probe or a pattern. */
const NAME = '[A-Za-z0-9_\\-]{1,63}';

const isName = new RegExp(`^${NAME}$`);
const PARTS: readonly Label<unknown>[] = Object.values(PROBE_LABELS);
const endings = PARTS.map(({ name }) => name.slice('paramedic.probe.NAME.'.length));
const PROBE = new RegExp(`^paramedic\\.probe\\.(${NAME})\\.(?:${endings.join('|')})$`);
const LOG = new RegExp(`^paramedic\\.log\\.(${NAME})$`);

/** The NAME in a label of the family, undefined when it is none. */
export const probeNameIn = (label: string): string | undefined => PROBE.exec(label)?.[1];
export const logNameIn = (label: string): string | undefined => LOG.exec(label)?.[1];

/** Labels of a family that a mistyped one may have meant, with the name that it was given. */
export function familyLabels(label: string): readonly string[] {
  if (label.length > 200) return [];
  const [, , name = '', part, more] = label.split('.');
  if (!isName.test(name) || more !== undefined) return [];
  return (part === undefined ? [LOG_LABEL] : PARTS).map((family) => named(family, name).name);
}
