import { wildcardFits } from '../../base/wildcard.ts';
import { FILE_KINDS, type FileKind } from './content-rules.ts';

const KINDS = (Object.keys(FILE_KINDS) as FileKind[]).map((kind) => ({
  kind,
  names: FILE_KINDS[kind].names.split(' '),
  folders: new Set<string>(FILE_KINDS[kind].folders.split(' ')),
}));

/** What the text of a file is looked at for, by its path; nothing for most files. */
export function fileKinds(path: string): readonly FileKind[] {
  const parts = path.toLowerCase().split('/');
  const name = parts.pop() ?? '';
  return KINDS.filter(
    ({ names, folders }) =>
      names.some((pattern) => wildcardFits(pattern, name)) || parts.some((part) => part !== '' && folders.has(part)),
  ).map(({ kind }) => kind);
}
