import { messageOf, ParamedicError } from '../base/errors.ts';

const MAX_BODY_BYTES = 65_536;

export interface Destination {
  /** For error messages and codes: `webhook`, `slack`, `alertmanager`. */
  readonly name: string;
  /** A secret: chat services put the key into the path. No error ever names it. */
  readonly url: string;
  readonly headers?: (body: string) => Readonly<Record<string, string>>;
}

/**
 * Posts a value as JSON; resolves when the other side has accepted it. Rejects with `NAME_refused`, `NAME_timeout`,
 * `NAME_unreachable` (all retryable) or `NAME_too_large`.
 */
export async function postJson({ name, url, headers = () => ({}) }: Destination, value: unknown, signal: AbortSignal) {
  const subject = name === 'webhook' ? 'The webhook' : name.charAt(0).toUpperCase() + name.slice(1);
  const body = JSON.stringify(value);
  const size = Buffer.byteLength(body);
  if (size > MAX_BODY_BYTES) {
    throw new ParamedicError(`${name}_too_large`, `The message has ${size} bytes, ${MAX_BODY_BYTES} are allowed.`);
  }
  const { address, authorization } = split(url);
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'paramedic', ...authorization, ...headers(body) },
    body,
    signal,
    // 'manual' instead of 'error': a redirect is not followed either way, and this way the status can be told.
    redirect: 'manual',
  } as const;
  const response = await fetch(address, request).catch((error: unknown) => {
    throw unreachable(name, subject, error, signal);
  });
  await response.body?.cancel();
  if (!response.ok) {
    const cure = cureOf(name, response.status);
    throw new ParamedicError(`${name}_refused`, `${subject} answered ${response.status}.`, { retryable: true, cure });
  }
}

const settingOf = (name: string): string => `PARAMEDIC_${name.toUpperCase()}_URL`;

/** By what such services mean with it. */
function cureOf(name: string, status: number): string {
  const setting = settingOf(name);
  if (status >= 500) return 'It has a trouble of its own: look into its log, or wait.';
  if (status === 429) return 'It is asked too often: wait, or tell it of fewer incidents.';
  if (status === 401 || status === 403)
    return `It does not accept the key in ${setting}: make a new address there and set it.`;
  if (status >= 300 && status < 400)
    return `It has moved: set ${setting} to where it leads; redirects are not followed.`;
  return `Look whether ${setting} is the whole address for messages that it gave you.`;
}

/** fetch refuses credentials inside a URL; curl, and so docker-autoheal, takes them as basic authentication. */
function split(url: string): { address: string; authorization: Record<string, string> } {
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return { address: parsed.href, authorization: {} };
  const credentials = `${decodeURIComponent(parsed.username)}:${decodeURIComponent(parsed.password)}`;
  parsed.username = '';
  parsed.password = '';
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { address: parsed.href, authorization: { authorization } };
}

/** Only the code of the cause: its message may carry host and port. */
function unreachable(name: string, subject: string, error: unknown, signal: AbortSignal): ParamedicError {
  if (signal.aborted) {
    const cure = `Look whether it runs, and whether this machine reaches the address in ${settingOf(name)}.`;
    return new ParamedicError(`${name}_timeout`, messageOf(signal.reason), { retryable: true, cure });
  }
  const code = (error as { cause?: { code?: unknown } } | null)?.cause?.code;
  const why = typeof code === 'string' ? code : 'the connection failed';
  const cure =
    code === 'ENOTFOUND' || code === 'EAI_AGAIN'
      ? `No such host is known: look at ${settingOf(name)} and at the name server.`
      : `Look whether it runs, and whether this machine reaches the address in ${settingOf(name)}.`;
  return new ParamedicError(`${name}_unreachable`, `${subject} cannot be reached: ${why}.`, { retryable: true, cure });
}
