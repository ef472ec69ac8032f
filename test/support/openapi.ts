import { z } from 'zod';
import { openapi } from '../../src/http/openapi.ts';

export interface Operation {
  security?: unknown[];
  requestBody?: { content: { 'application/json': { schema: { $ref: string } } } };
  parameters: { in: string; name: string }[];
  responses: Record<string, { content: Record<string, { schema: { $ref?: string } } | undefined> }>;
}

/** The API as it describes itself. */
export const document = openapi('1.2.3') as unknown as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};
export const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
);

/** The schema as one of zod that objects to properties it does not know. */
export function closed(schema: object) {
  const text = JSON.stringify({ ...schema, $defs: document.components.schemas }, (_key, node) =>
    node?.type === 'object' && node.properties && node.additionalProperties === undefined
      ? { ...node, additionalProperties: false }
      : node,
  );
  return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')));
}

/** These are tried over a real queue. */
export const isOnCall = (path: string): boolean => /^\/(mcp|api\/(escalations|approvals))\b/.test(path);

/** What an answer has that the document does not say, or lacks; by the operation's path. */
export function faultsOf(method: string, path: string, status: number, body: unknown): unknown[] {
  const operation = operations.find((one) => one.method === method && one.path === path);
  const schema = operation?.responses[status]?.content?.['application/json']?.schema;
  if (schema === undefined) return [`${method} ${path} says nothing of ${status}`];
  return closed(schema).safeParse(body).error?.issues ?? [];
}
