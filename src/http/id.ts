import { Problem } from './problem.ts';

const idOrPrefix = /^[0-9a-f][0-9a-f-]{7,35}$/;

/** The id in a path, or a beginning of it that may be unique. */
export function readId(parameter: unknown): string {
  const id = String(parameter).toLowerCase();
  if (idOrPrefix.test(id)) return id;
  throw new Problem(400, 'Bad id', 'An id is a UUID, or at least its first 8 characters.');
}
