/** The container's own name: no leading slash; legacy links add names like `/web/db`, so the shortest plain one is meant. */
export function nameOf(names: readonly (string | null)[] | null | undefined, id: string): string {
  const plain = (names ?? []).flatMap((name) => (name ? [name.replace(/^\//, '')] : []));
  const own = plain.filter((name) => name !== '' && !name.includes('/'));
  const candidates = own.length > 0 ? own : plain.filter((name) => name !== '');
  return (
    candidates.reduce((best, name) => (best === '' || name.length < best.length ? name : best), '') || id.slice(0, 12)
  );
}
