import { isFolder } from './folder.ts';
import type { Kind } from './kinds.ts';

const MAX_WORKSPACES = 500;
/** What compose takes as the name of a project. */
const PROJECT = /^[a-z0-9][a-z0-9_-]{0,254}$/;

/** Folders by compose project, as written. A project that is named twice is refused: nobody can tell which was meant. */
export const workspaces: Kind<ReadonlyMap<string, string>> = {
  expects:
    'compose projects, each once and with the folder of its repository, such as `shop=/srv/shop,blog=/srv/blog` (no comma and no `~` in a path)',
  json: { type: 'string' },
  parse: (text) => {
    const parts = text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
    const pairs = parts.slice(0, MAX_WORKSPACES + 1).flatMap(readPair);
    const byProject = new Map(pairs);
    const sound = byProject.size === parts.length && byProject.size > 0 && byProject.size <= MAX_WORKSPACES;
    return sound ? byProject : undefined;
  },
};

/** Folders at or below which a container's label may name its repository. */
export const folders: Kind<readonly string[]> = {
  expects: 'absolute paths of folders, such as `/srv,/home/me/repositories` (no comma and no `~` in a path)',
  json: { type: 'string' },
  parse: (text) => {
    const paths = text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
    const sound = paths.length > 0 && paths.length <= MAX_WORKSPACES && paths.every((path) => path.startsWith('/'));
    return sound && paths.every(isFolder) ? paths : undefined;
  },
};

function readPair(part: string): [project: string, path: string][] {
  const equals = part.indexOf('=');
  const [project, path] = [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
  return equals > 0 && PROJECT.test(project) && isFolder(path) ? [[project, path]] : [];
}
