import { ref } from './openapi-schema.ts';

export type Node = Readonly<Record<string, unknown>>;

export const json = (schema: string): Node => ({ 'application/json': { schema: ref(schema) } });
export const problem = (description: string): Node => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});
export const inQuery = (name: string, description: string, schema: Node): Node => ({
  name,
  in: 'query',
  description,
  schema,
});
export const pageSize = (max: number, byDefault: number): Node =>
  inQuery('limit', 'Length of a page.', { type: 'integer', minimum: 1, maximum: max, default: byDefault });
export const inPath = (name: string, description: string): Node => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});

interface Operation {
  summary: string;
  content: Node;
  parameters?: readonly Node[];
  /** Answers besides 200, 401 and 429. */
  others?: Readonly<Record<string, Node>>;
  open?: boolean;
}

export function get({ summary, content, parameters = [], others = {}, open = false }: Operation): Node {
  const refused = open ? {} : { '401': problem('Not authorized') };
  return {
    get: {
      summary,
      parameters,
      ...(open ? { security: [] } : {}),
      responses: {
        '200': { description: 'As asked for', content },
        ...refused,
        '429': problem('Too many requests from this address'),
        ...others,
      },
    },
  };
}

interface ChangeOperation extends Omit<Operation, 'open' | 'content'> {
  /** Name of the body's schema. */
  body?: string;
  /** Name of the answer's schema. */
  answer: string;
  status?: 200 | 201;
}

/** Whatever changes something: only with the token as bearer, and only while this monitor watches. */
export const change = ({
  summary,
  body,
  answer,
  status = 200,
  parameters = [],
  others = {},
}: ChangeOperation): Node => ({
  summary,
  parameters,
  security: [{ bearer: [] }],
  ...(body === undefined ? {} : { requestBody: { required: true, content: json(body) } }),
  responses: {
    [status]: { description: 'Done, and on record', content: json(answer) },
    '400': problem('Something in it is not what it should be'),
    '401': problem('Not authorized'),
    ...(body === undefined ? {} : { '413': problem('Larger than 256 kB'), '415': problem('Not JSON') }),
    '429': problem('Too many requests from this address'),
    '503': problem('This monitor does not watch, or nothing durable takes the record'),
    ...others,
  },
});
