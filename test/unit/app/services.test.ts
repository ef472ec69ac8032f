import { describe, expect, it } from '@jest/globals';
import { ending, Services } from '../../../src/app/services.ts';
import type { Logger } from '../../../src/base/logger.ts';

function scene(sleep: () => Promise<void> = () => new Promise(() => {})) {
  const lines: string[] = [];
  const log = (event: string, fields?: object) => void lines.push(JSON.stringify([event, fields]));
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  return { services: new Services({ now: () => 0, sleep }, logger), lines };
}

describe('Services', () => {
  it('end in the opposite order of their start, one after another, also after one that fails', async () => {
    const { services, lines } = scene();
    const story: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      await services.begin({
        name,
        start: async () => void story.push(`${name} starts`),
        stop: async () => {
          story.push(`${name} stops`);
          if (name === 'b') throw new Error('it broke');
        },
      });
    }
    await services.end();
    expect(story).toEqual(['a starts', 'b starts', 'c starts', 'c stops', 'b stops', 'a stops']);
    expect(lines).toEqual(['["stop_failed",{"service":"b","error":"it broke"}]']);
  });

  it('are not held up for ever by one that does not end', async () => {
    const { services, lines } = scene(async () => {});
    const ended: string[] = [];
    await services.begin(ending('first', async () => void ended.push('first')));
    await services.begin(ending('hangs', () => new Promise(() => {})));
    await services.end();
    expect(ended).toEqual(['first']);
    expect(lines).toEqual(['["stop_failed",{"service":"hangs","error":"it takes too long"}]']);
  });

  it('do not start after the end', async () => {
    const { services } = scene();
    await services.end();
    const started: string[] = [];
    await services.begin({ name: 'late', start: async () => void started.push('late'), stop: async () => {} });
    expect(started).toEqual([]);
  });
});
