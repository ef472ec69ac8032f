import type { Request } from 'express';
import type { z } from 'zod';
import { Problem } from './problem.ts';

/** The query of a request, or one problem that names every fault. */
export const readQuery = <S extends z.ZodType>(schema: S, query: unknown): z.output<S> =>
  read(schema, query, 'Bad query', 'is not a parameter of this list');

/** The JSON body of a request, likewise. Without a body it is an empty object. */
export function readBody<S extends z.ZodType>(schema: S, request: Request): z.output<S> {
  const { headers, body } = request;
  const isForeign = body === undefined && (Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding']);
  if (isForeign) {
    throw new Problem(415, 'Not JSON', 'The body is not JSON.', { cure: 'Send `Content-Type: application/json`.' });
  }
  if (Array.isArray(body)) {
    const fault = { name: 'body', message: 'should be a JSON object, and is a list' };
    throw new Problem(400, 'Bad body', `${fault.name}: ${fault.message}`, { errors: [fault] });
  }
  return read(schema, body ?? {}, 'Bad body', 'is not a field of this request');
}

function read<S extends z.ZodType>(schema: S, given: unknown, title: string, unknownKey: string): z.output<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => ({
    name: issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.'),
    message: issue.code === 'unrecognized_keys' ? unknownKey : issue.message,
  }));
  throw new Problem(400, title, errors.map(({ name, message }) => `${name}: ${message}`).join('; '), { errors });
}
