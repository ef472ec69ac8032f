import type { Kind } from './kinds.ts';

const MAX_COMMANDS = 50;
const MAX_WORDS = 20;
/** No quotes, no globs, no variables, nothing that a shell would read as more than the word itself. */
const WORD = /^[A-Za-z0-9_./:@%+,=-]{1,200}$/;
/** A program; `NAME=value` before one would set a variable of it. */
const PROGRAM = /^[A-Za-z0-9_./+-]{1,200}$/;
/**
 * Programs that run whatever the next words say: as a beginning they would allow everything, and the guardrails with
 * their list of commands would be for nothing.
 */
const OPEN_DOORS =
  /(?:^|\/)(?:[a-z]*sh|env|sudo|su|doas|eval|exec|command|builtin|source|\.|xargs|nohup|setsid|timeout|time|nice|watch|chroot|unshare|nsenter|busybox)$/;

/** These run what their next words say, too, so a script or a module has to be named. */
const INTERPRETER = /(?:^|\/)(?:python[0-9.]*|node|deno|bun|perl|ruby|php|lua|[gmn]?awk)$/;

/** The commands of `claude.allow`, each as the words that it begins with. */
export const commands: Kind<readonly (readonly string[])[]> = {
  expects:
    'commands of plain words without any character of the shell, such as `npm test; make check`; up to 50 with `;` between them; ' +
    'none begins with a shell or a program that runs others (`bash`, `env`, `sudo`, `xargs`, …), and after `python`, `node` or the like comes a script',
  json: { type: 'string' },
  parse: (text) => {
    const parts = text.split(';').filter((part) => part.trim() !== '');
    const read = parts.slice(0, MAX_COMMANDS + 1).map((part) => part.trim().split(/ +/));
    return parts.length > 0 && parts.length <= MAX_COMMANDS && read.every(isPlain) ? read : undefined;
  },
};

function isPlain([program = '', ...rest]: readonly string[]): boolean {
  const named = PROGRAM.test(program) && !program.startsWith('-') && !OPEN_DOORS.test(program);
  const sound = named && rest.length < MAX_WORDS && rest.every((word) => WORD.test(word));
  return sound && (!INTERPRETER.test(program) || namesScript(rest));
}

const namesScript = ([first = '-', second]: readonly string[]): boolean =>
  first.startsWith('-') ? first === '-m' && second !== undefined : true;
