import { request } from 'node:http';

export interface HttpAnswer {
  status: number;
  text: string;
}

export interface HttpQuestion {
  method?: 'GET' | 'POST' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string | undefined;
  timeoutMs: number;
}

/**
 * One request over a connection of its own. Not `fetch`: that one refuses some ports that a person may well listen on, and
 * loads much more. Rejects with an Error whose message fits into a sentence.
 */
export function httpRequest(
  url: string,
  { method = 'GET', headers = {}, body, timeoutMs }: HttpQuestion,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      if (error.name === 'AbortError') return reject(new Error(`no answer within ${timeoutMs} ms`));
      // A name with several addresses fails with an AggregateError that has a code and no message.
      reject(new Error(error.message || error.code || error.name));
    };
    const signal = AbortSignal.timeout(timeoutMs);
    const asked = request(url, { method, agent: false, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    asked.on('error', fail);
    asked.end(body);
  });
}
