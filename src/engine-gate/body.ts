import type { IncomingMessage } from 'node:http';

/** What of a request's body reaches the engine: nothing; one command; that an exec is attached to; or any JSON object. */
export type BodyRule = 'none' | 'command' | 'attach' | 'json';

const MAX_BODY_BYTES = 1024 * 1024;

/** The whole body, read to its end; undefined when it is larger than any that we know, of which nothing is kept. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

/**
 * What is sent in place of the body that came: written anew, so that the engine reads what the gate has read. Undefined:
 * the body is not what the rule asks for. Pure.
 */
export function rewriteBody(rule: BodyRule, body: Buffer): string | undefined {
  if (rule === 'none') return '';
  if (rule === 'attach') return JSON.stringify({ Detach: false, Tty: false });
  const parsed = objectIn(body);
  if (parsed === undefined || rule === 'json') return parsed && JSON.stringify(parsed);
  const { Cmd } = parsed;
  if (!Array.isArray(Cmd) || !Cmd.every((word) => typeof word === 'string')) return undefined;
  // As the container's own user, in its own folder, with its own rights: no other field passes, `Privileged` least of all.
  return JSON.stringify({ AttachStdout: true, AttachStderr: true, Cmd });
}

function objectIn(body: Buffer): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
