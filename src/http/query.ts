import type { z } from 'zod';
import { Problem } from './problem.ts';

/** The query of a request, or one problem that names every fault. */
export function readQuery<S extends z.ZodType>(schema: S, query: unknown): z.output<S> {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => ({
    name: issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.'),
    message: issue.code === 'unrecognized_keys' ? 'is not a parameter of this list' : issue.message,
  }));
  throw new Problem(400, 'Bad query', errors.map(({ name, message }) => `${name}: ${message}`).join('; '), { errors });
}
