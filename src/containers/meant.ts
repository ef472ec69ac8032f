/** What a person may call a container by. */
export interface Named {
  readonly target: string;
  readonly name: string;
  readonly id: string;
}

/** Shorter ones begin the id of too many. */
const ID_MIN = 4;

/** Pure: the one that a person means, by target, by container name, or by the beginning of the container's id. */
export function meantBy<T extends Named>(asked: string, all: readonly T[]): T | undefined {
  const start = asked.toLowerCase();
  return (
    all.find(({ target }) => target === asked) ??
    all.find(({ name }) => name === asked) ??
    only(all.filter(({ id }) => asked.length >= ID_MIN && id.startsWith(start)))
  );
}

const only = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);
