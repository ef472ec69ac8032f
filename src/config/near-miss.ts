/** Spellings that differ only in case or in `.`, `-`, `_` are the same word to a person. */
const plain = (word: string): string =>
  word
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[-_.]+/g, '.');

/** Edits (insert, delete, replace, swap of neighbours) between two words. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

/** The name that was probably meant: one edit per four characters, three at most. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const meant = plain(word);
  const allowed = Math.min(3, Math.floor(meant.length / 4));
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const other = plain(name);
    if (Math.abs(other.length - meant.length) > allowed) continue;
    const distance = editDistance(meant, other);
    if (distance <= allowed && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { name, distance };
  }
  return best?.name;
}
