import { oneOf } from './random.ts';

/** Before the call leaves, when it has arrived and its answer will find nobody, or when all is done and nobody has heard of it. */
type Moment = 'before' | 'during' | 'after';

/** Where a life ends: at its so manieth call of one kind. */
export interface Point {
  readonly kind: string;
  readonly nth: number;
  readonly moment: Moment;
}

/** Rough: Postgres goes away and comes back, again and again. */
export type Weather = 'fair' | 'rough';

export interface Fate {
  readonly weather: Weather;
  /** Undefined: it dies when it is told to. */
  readonly point?: Point;
}

export const TRANSACTION = 'Postgres transaction';
export const SPOOLED = { append: 'spool write', remove: 'spool removal' } as const;

interface Family {
  /** Of a hundred deaths. */
  readonly share: number;
  readonly kinds: RegExp;
  readonly moments: readonly Moment[];
  readonly weather: Weather;
}

/** By calls alone nearly all would be looks at containers. */
const FAMILIES: readonly Family[] = [
  { share: 25, kinds: /^GET /, moments: ['before', 'during', 'after'], weather: 'fair' },
  { share: 25, kinds: /^POST /, moments: ['before', 'during', 'after'], weather: 'fair' },
  { share: 30, kinds: /^Postgres /, moments: ['before', 'after'], weather: 'fair' },
  { share: 20, kinds: /^spool /, moments: ['before', 'after'], weather: 'rough' },
];

const LOTS = FAMILIES.flatMap((family) => Array.from({ length: family.share }, () => family));

/** How often a life that nothing happens to makes each call. */
export type Habits = Readonly<Record<Weather, ReadonlyMap<string, number>>>;

/** Is there a call of each family that may be drawn in this weather? */
export const isWhole = (calls: ReadonlyMap<string, number>, weather: Weather): boolean =>
  FAMILIES.every((family) => family.weather !== weather || [...calls.keys()].some((kind) => family.kinds.test(kind)));

/** A fate of its own for each life: at one of the calls that lives of this run really make. */
export function drawFate(habits: Habits, random: () => number): Required<Fate> {
  const { kinds, moments, weather } = oneOf(LOTS, random);
  const known = [...habits[weather]].filter(([kind]) => kinds.test(kind)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (known.length === 0) throw new Error(`no life made a call like ${kinds} in ${weather} weather`);
  const [kind, count] = oneOf(known, random);
  return { weather, point: { kind, nth: 1 + Math.floor(random() * count), moment: oneOf(moments, random) } };
}

/** `POST /containers/{id}/restart, before`. */
export const nameOf = ({ kind, moment }: Point): string => `${kind}, ${moment}`;

/** How many of each name, by name. */
export const distribution = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(names, (name) => name)]
      .map(([name, all]) => [name, all.length] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
