import { z } from 'zod';
import { plainText } from '../base/plain-text.ts';
import { redact } from '../base/redact.ts';
import type { RunReport } from './run.ts';

const text = (longest: number) =>
  z.string().transform((given) => redact(plainText(given), []).trim().slice(0, longest).toWellFormed());
const texts = z
  .array(text(500))
  .transform((given) => given.filter((it) => it !== '').slice(0, 30))
  .default([]);

const schema = z.object({
  root_cause: text(2_000),
  confidence: z.enum(['low', 'medium', 'high']),
  actions: texts,
  files_changed: texts,
  follow_up: texts,
});

/** What Claude Code is asked to answer at the end, in the words of JSON Schema. */
export const REPORT_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['root_cause', 'confidence', 'actions', 'files_changed', 'follow_up'],
  properties: {
    root_cause: {
      type: 'string',
      description: 'What was wrong, in one to three sentences. Say so when it is not known.',
    },
    confidence: { type: 'string', enum: ['low', 'medium', 'high'] },
    actions: { type: 'array', items: { type: 'string' }, description: 'What you did, in order, one sentence each.' },
    files_changed: {
      type: 'array',
      items: { type: 'string' },
      description: 'Paths in the workspace that you changed.',
    },
    follow_up: { type: 'array', items: { type: 'string' }, description: 'What a person should do next.' },
  },
} as const;

/** The report as it is kept: plain, without secrets, capped. Undefined when it is none. Claims, never the outcome. */
export function readReport(given: unknown): RunReport | undefined {
  const read = schema.safeParse(given);
  if (!read.success || read.data.root_cause === '') return undefined;
  const { root_cause, confidence, actions, files_changed, follow_up } = read.data;
  return { rootCause: root_cause, confidence, actions, filesChanged: files_changed, followUp: follow_up };
}
