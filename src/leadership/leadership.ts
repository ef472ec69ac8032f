/**
 * Whether this monitor is the one that heals.
 * `uncertain`: it leads, and the connection that held its lock is gone. Either Postgres is away, then nobody else can lead;
 * or only its own road there is, then somebody else may lead already.
 */
export type Leadership = Standby | Lead<'leading'> | Lead<'uncertain'>;

interface Standby {
  readonly kind: 'standby';
  readonly leader: string | undefined;
  readonly since: number;
  /** Lets others win until then. */
  readonly yieldsUntil: number;
}

interface Lead<Kind> {
  readonly kind: Kind;
  readonly epoch: number;
  readonly since: number;
  /** How many others stood by when we last could see. */
  readonly rivals: number;
}

/** What one look at the lock has shown. `rivals`: how many others stand by. */
export type Sight =
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** Ours since this look. The epoch is the one we had, unless somebody else led in between. */
  | { readonly kind: 'won'; readonly epoch: number; readonly rivals: number }
  | { readonly kind: 'held'; readonly rivals: number }
  | { readonly kind: 'taken'; readonly leader: string; readonly epoch: number };

/** When Postgres was away and is back, whoever led before has the first hand: its spool holds what was done meanwhile. */
const YIELD_MS = 3_000;

export const standby = (now: number, leader?: string, yieldsUntil = 0): Leadership => ({
  kind: 'standby',
  leader,
  since: now,
  yieldsUntil,
});

/** Pure: what a look at the lock makes of us. */
export function nextLeadership(state: Leadership, sight: Sight, now: number): Leadership {
  switch (sight.kind) {
    case 'unreachable':
      if (state.kind === 'standby') return { ...state, yieldsUntil: now + YIELD_MS };
      return state.kind === 'leading' ? { ...state, kind: 'uncertain', since: now } : state;
    case 'won': {
      const { epoch, rivals } = sight;
      return { kind: 'leading', epoch, rivals, since: now };
    }
    case 'held':
      return state.kind === 'leading' ? { ...state, rivals: sight.rivals } : state;
    case 'taken':
      // The same epoch still: it is our own lost session that holds the lock, until the server notices.
      if (state.kind !== 'standby' && sight.epoch <= state.epoch) return { ...state, kind: 'uncertain' };
      if (state.kind !== 'standby') return standby(now, sight.leader);
      return state.leader === sight.leader ? state : { ...state, leader: sight.leader, since: now };
  }
}

/** May it try to win now? */
export const mayCompete = (state: Leadership, now: number): boolean =>
  state.kind !== 'standby' || now >= state.yieldsUntil;

/** May it lay hands on a container? `defer`: only on what nobody else has touched for a while. */
export type Clearance = 'act' | 'defer' | 'refuse';

export function clearanceOf(state: Leadership): Clearance {
  if (state.kind === 'standby') return 'refuse';
  return state.kind === 'uncertain' && state.rivals > 0 ? 'defer' : 'act';
}
