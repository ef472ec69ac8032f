import { LIMITS } from './limits.ts';
import type { Reason } from './reasons.ts';

/** One replacement of Edit or MultiEdit. */
export interface Replacement {
  readonly old_string: string;
  readonly new_string: string;
  readonly replace_all?: boolean;
}

export type Input = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string';
const TYPES: Readonly<Record<string, (value: unknown) => Reason | undefined>> = {
  string: (value) => sized(value, LIMITS.patternLength),
  path: (value) => (isText(value) && value !== '' ? sized(value, LIMITS.pathLength) : 'malformed_input'),
  pattern: (value) => sized(value, LIMITS.patternLength),
  command: (value) => (isText(value) ? undefined : 'malformed_input'),
  text: (value) => sized(value, LIMITS.fileLength),
  number: (value) => (typeof value === 'number' ? undefined : 'malformed_input'),
  boolean: (value) => (typeof value === 'boolean' ? undefined : 'malformed_input'),
  strings: (value) => list(value, (each) => sized(each, LIMITS.patternLength)),
  edits: (value) => list(value, (each) => faultOfFields('old_string:text new_string:text replace_all?:boolean', each)),
  any: () => undefined,
};

const sized = (value: unknown, most: number): Reason | undefined => {
  if (!isText(value)) return 'malformed_input';
  return value.length > most ? 'too_large' : undefined;
};

function list(value: unknown, faultOf: (each: unknown) => Reason | undefined): Reason | undefined {
  if (!Array.isArray(value)) return 'malformed_input';
  if (value.length > LIMITS.listed) return 'too_large';
  return value.map(faultOf).find((fault) => fault !== undefined);
}

/** Does an input have exactly the fields that a tool takes? A field that nobody knows could mean anything. */
export function faultOfFields(spec: string, input: unknown): Reason | undefined {
  if (!isInput(input)) return 'malformed_input';
  if (spec === '*') return undefined;
  const names = Object.keys(input);
  const fields = fieldsOf(spec);
  if (names.some((name) => !fields.some((field) => field.name === name))) return 'malformed_input';
  for (const { name, optional, type } of fields) {
    const value = names.includes(name) ? input[name] : undefined;
    if (value === undefined && optional) continue;
    const fault = TYPES[type] === undefined ? 'gate_failed' : TYPES[type](value);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

export const isInput = (input: unknown): input is Input =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

export const fieldsOf = (spec: string): readonly { name: string; optional: boolean; type: string }[] =>
  spec.split(' ').map((field) => {
    const [name = '', type = ''] = field.split(':');
    return { name: name.replace('?', ''), optional: name.endsWith('?'), type };
  });
