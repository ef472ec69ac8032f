import { applyEdits } from './apply-edits.ts';
import { composeFindings } from './compose-findings.ts';
import type { FileKind } from './content-rules.ts';
import type { Replacement } from './fields.ts';
import { changedFinding, type Finding } from './finding.ts';
import { LIMITS } from './limits.ts';
import { type Refusal, refuse } from './refusal.ts';
import { buildFindings, schemaFindings, secretFindings } from './text-findings.ts';

/** Undefined: what it says cannot be told. */
const FINDINGS: Readonly<Record<FileKind, (text: string) => readonly Finding[] | undefined>> = {
  schema: schemaFindings,
  yaml: composeFindings,
  build: buildFindings,
  settings: secretFindings,
};

/** A whole new text, or replacements in the old one. */
export type TextChange = { readonly content: string } | { readonly edits: readonly Replacement[] };

/**
 * Does a change of a file need a person? The whole text before is compared with the whole text after: a word that is put
 * together by several small edits is found like any other. `before` undefined: it is not known.
 */
export function judgeContent(
  kinds: readonly FileKind[],
  before: string | undefined,
  change: TextChange,
  path: string,
): Refusal | undefined {
  if (kinds.length === 0) return undefined;
  if (before === undefined || before.length > LIMITS.fileLength) return refuse('unjudged_change', path);
  // Claude Code edits a text with the line ends of Unix, and puts the others back.
  const old = before.replaceAll('\r\n', '\n');
  const after = 'content' in change ? change.content : applyEdits(old, change.edits);
  if (after === undefined) return refuse('edit_not_found', path);
  if (after.length > LIMITS.fileLength) return refuse('too_large', path);
  for (const kind of kinds) {
    const [was, is] = [FINDINGS[kind](old), FINDINGS[kind](after)];
    if (was === undefined || is === undefined) return refuse('unjudged_change', path);
    const found = changedFinding(was, is);
    if (found !== undefined) return refuse(found.reason, found.text);
  }
  return undefined;
}
