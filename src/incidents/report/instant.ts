/** Instants leave the process as ISO 8601 in UTC. */
export const iso = (at: number): string => new Date(at).toISOString();

export const isoOrAbsent = (at: number | undefined): string | undefined => (at === undefined ? undefined : iso(at));

/** Seconds with three decimals, never negative: clocks of engine and monitor differ a little. */
export const secondsSince = (at: number, now: number): number => Math.max(0, now - at) / 1_000;
