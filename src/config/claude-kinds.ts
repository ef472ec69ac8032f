import { isPath } from './folder.ts';
import { bool, type Kind, line, url } from './kinds.ts';

/** `auto`, or yes and no in every spelling. */
export const onAutoOff: Kind<'auto' | 'true' | 'false'> = {
  expects: '`auto`, `true` or `false` (also yes/no, on/off, 1/0, in any case)',
  json: { type: ['boolean', 'string'], pattern: '^(?:auto|[Tt]rue|TRUE|[Ff]alse|FALSE|yes|no|on|off|1|0)$' },
  parse: (text) => {
    if (text.toLowerCase() === 'auto') return 'auto';
    const on = bool.parse(text);
    return on === undefined ? undefined : on ? 'true' : 'false';
  },
};

/** A bare name would be looked for in the working directory, which nobody means. */
export const programPath: Kind<string> = {
  expects: 'the path of a program, such as `/usr/local/bin/claude`',
  json: { type: 'string' },
  parse: (text) => (text.includes('/') && isPath(text) ? text : undefined),
};

/** It becomes an argument of a program: it must not look like an option. */
export const claudeModel: Kind<string> = {
  expects: 'the name of a model without spaces, up to 100 characters',
  json: { type: 'string' },
  parse: (text) => (/^[A-Za-z0-9][A-Za-z0-9_.:/@[\]-]{0,99}$/.test(text) ? text : undefined),
};

const address = url(['https', 'http'], 'https://api.anthropic.com');

/** It is shown in `config print` and passed on to programs: no place for a password. */
export const apiBaseUrl: Kind<string> = {
  ...address,
  expects: `${address.expects}, without user, password, query or fragment`,
  parse: (text) => {
    const given = line('', 1_000).parse(text);
    if (given === undefined || address.parse(given) === undefined || /[?#@]/.test(given)) return undefined;
    return given;
  },
};
