const MIN_SECRET = 6;
const SECRET_NAME = /PASS|PASSWORD|PWD|SECRET|TOKEN|KEY|CREDENTIAL|AUTH|DSN|CONNECTION_?STRING/i;
/** `scheme://user:password@host`, whatever the variable is called. */
const PASSWORD_IN_URL = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s@]+)@/i;

/** Longest first, so that one which contains another is taken out whole. Shorter ones would blot out ordinary words. */
export function secretsIn(env: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const variable of env) {
    const { name, value } = splitVariable(variable);
    const inUrl = PASSWORD_IN_URL.exec(value)?.[1];
    if (inUrl !== undefined) for (const text of [value, inUrl, decoded(inUrl)]) found.add(text);
    else if (SECRET_NAME.test(name)) found.add(value);
  }
  return [...found].filter((text) => text.length >= MIN_SECRET).sort((a, b) => b.length - a.length);
}

export function splitVariable(variable: string): { name: string; value: string } {
  const at = variable.indexOf('=');
  return at < 0 ? { name: variable, value: '' } : { name: variable.slice(0, at), value: variable.slice(at + 1) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
