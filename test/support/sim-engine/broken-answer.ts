import type { ServerResponse } from 'node:http';

/** A request whose answer never came, or not all of it. */
export interface Unanswered {
  /** `GET /containers/json` and so on. */
  readonly request: string;
  readonly kind: 'hang' | 'mute' | 'half';
  readonly at: number;
  /** When the connection ended. */
  letGoAt: number | undefined;
}

/** What is done with the request is done; nothing of the answer leaves. */
export function silence(response: ServerResponse): void {
  response.writeHead = () => response;
  response.write = () => true;
  response.end = () => response;
}

/** Half of the answer leaves: of its body, or of its first line where it has none. */
export function halve(response: ServerResponse): void {
  const write = response.write.bind(response) as (bytes: Buffer) => boolean;
  const { writeHead } = response;
  let isBegun = false;
  const sayHalf = (what: unknown) => {
    if (isBegun) return true;
    isBegun = true;
    const bytes = Buffer.isBuffer(what) ? what : Buffer.from(String(what));
    return write(bytes.subarray(0, bytes.length / 2));
  };
  response.writeHead = ((status: number, ...rest: []) =>
    status === 204 ? response : writeHead.call(response, status, ...rest)) as typeof writeHead;
  response.write = sayHalf as typeof response.write;
  response.end = ((what?: unknown) => {
    if (what === undefined) response.socket?.write('HTTP/1.1 204 No Con');
    else sayHalf(what);
    return response;
  }) as typeof response.end;
}
