/** A part of a text that must not be shown, and what it is. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly what: string;
}
