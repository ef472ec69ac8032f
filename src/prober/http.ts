import { type IncomingMessage, type RequestOptions, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { StringDecoder } from 'node:string_decoder';
import type { ProbeSpec } from '../config/container-settings.ts';
import type { ProbeResult } from '../probes/reading.ts';
import { Attempt, type AttemptOptions } from './attempt.ts';
import { lookupWithinLimits } from './off-limits.ts';

/** So much of a body is searched for the text; nothing beyond is read. */
const BODY_CAP_BYTES = 64 * 1024;

type Wanted = Pick<ProbeSpec, 'status' | 'body'>;

/**
 * One GET on a connection of its own. A redirect is an answer like any other and is not followed: where it leads is
 * another service. Without a wanted text it is over when the head has come.
 */
export function probeHttp(url: URL, wanted: Wanted, options: AttemptOptions): Promise<ProbeResult> {
  const attempt = new Attempt(options);
  const headers = { 'user-agent': 'paramedic-probe', accept: '*/*', 'accept-encoding': 'identity' };
  const how: RequestOptions = { agent: false, headers, lookup: lookupWithinLimits };
  const request = url.protocol === 'https:' ? requestTls(url, how) : requestPlain(url, how);
  attempt.over(() => request.destroy());
  request.once('socket', (socket) => attempt.follow(socket));
  request.on('error', (error) => attempt.blame(error));
  request.once('response', (response) => {
    response.on('error', (error) => attempt.blame(error));
    const status = response.statusCode ?? 0;
    if (!wanted.status.some(([from, to]) => status >= from && status <= to)) attempt.fail(answered(response));
    else if (wanted.body === undefined) attempt.succeed();
    else search(response, wanted.body, attempt);
  });
  request.end();
  return attempt.result;
}

function answered({ statusCode, headers }: IncomingMessage): string {
  const { location } = headers;
  return `answered ${statusCode}${location === undefined ? '' : `, a redirect to ${location.slice(0, 200)}`}`;
}

function search(response: IncomingMessage, text: string, attempt: Attempt): void {
  const decoder = new StringDecoder('utf8');
  let size = 0;
  let body = '';
  const missing = (where: string) =>
    attempt.fail(`answered ${response.statusCode}, without "${text.slice(0, 100)}" in ${where}`);
  response.on('data', (chunk: Buffer) => {
    body += decoder.write(chunk.subarray(0, BODY_CAP_BYTES - size));
    size += chunk.length;
    if (body.includes(text)) attempt.succeed();
    else if (size >= BODY_CAP_BYTES) missing(`the first ${BODY_CAP_BYTES / 1024} KiB of its body`);
    // What was searched is not searched again, but for the beginning of the text at its end.
    else body = text.length > 1 ? body.slice(-(text.length - 1)) : '';
  });
  response.once('end', () => missing('its body'));
  response.once('aborted', () => attempt.fail('broke its answer off'));
}
