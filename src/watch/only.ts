import { ParamedicError } from '../base/errors.ts';

/** Shorter beginnings of an id could mean anything. */
const SHORTEST_PREFIX = 8;

/** The one whose id is this or begins like this; undefined when there is none, an error when there are more. */
export function only<T extends { readonly id: string }>(
  what: string,
  all: readonly T[],
  idOrPrefix: string,
): T | undefined {
  const wanted = digitsOf(idOrPrefix);
  if (wanted.length < SHORTEST_PREFIX) return undefined;
  const [found, another] = all.filter(({ id }) => digitsOf(id).startsWith(wanted));
  if (another === undefined) return found;
  throw new ParamedicError('ambiguous_id', `More than one ${what} has an id that begins like this.`, {
    cure: 'Give more characters of the id (ids of the same minute begin alike).',
  });
}

const digitsOf = (id: string): string => id.toLowerCase().replaceAll('-', '');
