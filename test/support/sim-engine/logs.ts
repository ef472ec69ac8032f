import type { ServerResponse } from 'node:http';
import { frame, open } from './answer.ts';
import type { SimContainer } from './sim-container.ts';

/** `GET /containers/ID/logs`. */
export function sendLogs(it: SimContainer, query: URLSearchParams, response: ServerResponse): void {
  const since = Number(query.get('since') ?? 0) * 1000;
  const until = query.get('until') === null ? Number.POSITIVE_INFINITY : Number(query.get('until')) * 1000;
  const tail = query.get('tail') ?? 'all';
  const stamped = isTrue(query.get('timestamps'));
  const text = (line: { at: number; text: string }) =>
    frame(1, `${stamped ? `${new Date(line.at).toISOString()} ` : ''}${line.text}\n`);
  const known = it.logs.filter(({ at }) => at >= since && at <= until);
  open(response, 'application/octet-stream');
  for (const line of tail === 'all' ? known : known.slice(Math.max(0, known.length - Number(tail)))) {
    response.write(text(line));
  }
  if (!isTrue(query.get('follow'))) return void response.end();
  const onLog = (line: { at: number; text: string }) => response.write(text(line));
  it.onLog.add(onLog);
  response.once('close', () => it.onLog.delete(onLog));
}

export const isTrue = (text: string | null): boolean => text === '1' || text === 'true';
