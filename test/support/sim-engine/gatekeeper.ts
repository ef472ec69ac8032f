/** What becomes of one request on its way. */
export interface Passage {
  /** False: it never arrives. */
  readonly goes: boolean;
  /** To be called when all is done and nobody has heard of it yet. */
  readonly arrived: () => void;
}

/** Asked about each request as it comes, under a name for its kind. */
export type Gatekeeper = (kind: string) => Passage;

export const FREE: Passage = { goes: true, arrived: () => {} };
export const BARRED: Passage = { goes: false, arrived: () => {} };
