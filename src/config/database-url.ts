/** The URL with the password in it, percent-encoded; undefined when it has no place for one (no user or host, or a password already). */
export function withPassword(url: string, password: string): string | undefined {
  const parsed = new URL(url);
  if (parsed.username === '' || parsed.hostname === '' || parsed.password !== '') return undefined;
  // The URL parser alone leaves `%` as it is, and `a%41` would be read back as `aA`.
  parsed.password = encodeURIComponent(password);
  return parsed.href;
}

/** The URL as it may be shown: the password hidden, also one in the query. Text that is no URL is hidden whole. */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return '***';
  const parsed = new URL(url);
  if (parsed.password !== '') parsed.password = '***';
  for (const name of parsed.searchParams.keys()) {
    if (/pass|secret|token|key/i.test(name)) parsed.searchParams.set(name, '***');
  }
  return parsed.href;
}
