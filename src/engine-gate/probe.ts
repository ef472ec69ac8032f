import { request } from 'node:http';

/** Does the gate answer on its socket, whatever the engine behind it says? An engine that is away is not the gate's fault. */
export function probe(socket: string, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = request({ socketPath: socket, path: '/_ping', signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 || response.statusCode === 502);
    });
    call.on('error', () => resolve(false));
    call.end();
  });
}
