import { posix } from 'node:path';
import type { Kind } from './kinds.ts';

/** `~` belongs to the shell: here it would be a folder of that name. */
export const isPath = (text: string): boolean =>
  text !== '' && text.length <= 1_000 && !text.startsWith('~') && !/\p{Cc}/u.test(text);

/** The whole file system is nobody's repository. */
export const isFolder = (text: string): boolean => isPath(text) && posix.normalize(text) !== '/';

/** The value of a label: what it is relative to would depend on who reads it, so it is absolute. */
export const absoluteFolder: Kind<string> = {
  expects: 'the absolute path of a folder, such as `/srv/shop`',
  json: { type: 'string' },
  parse: (text) => {
    const isPlain = text.startsWith('/') && !text.split('/').includes('..');
    return isPlain && isFolder(text) ? text : undefined;
  },
};
