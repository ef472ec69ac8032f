import { z } from 'zod';
import type { Node } from './openapi-operation.ts';

/** The very schema that a request is checked with. */
export function bodySchema(body: z.ZodType): Node {
  const { $schema, ...schema } = z.toJSONSchema(body, { io: 'input' });
  return schema;
}
