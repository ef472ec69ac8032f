import { describe, expect, it } from '@jest/globals';
import { Departed } from '../../../src/watch/departed.ts';
import { nextNumber } from '../../../src/watch/news.ts';
import { chart, container } from '../../support/charts.ts';

const gone = (target: string, image = 'sha256:1') =>
  chart({
    ...{ target, container: container({ id: `id of ${target}`, imageId: image }) },
    images: { current: image, proven: [] },
  });

describe('who was here before', () => {
  it('is known by the ids of its containers', () => {
    const departed = new Departed();
    departed.noteId('replaced', 'web');
    departed.noteGone(gone('db'), 0);
    expect([...departed.ids]).toEqual([
      ['replaced', 'web'],
      ['id of db', 'db'],
    ]);
  });

  it('is known by when it left: what was asked for before that is no news of it', () => {
    const departed = new Departed();
    const before = nextNumber();
    departed.noteId('replaced', 'web');
    expect(departed.leftAs('replaced')).toBeGreaterThan(before);
    expect(departed.leftAs('replaced')).toBeLessThan(nextNumber());
    expect(departed.leftAs('never here')).toBe(0);
  });

  it('leaves its images to the next one of its name, once, and those of its last departure', () => {
    const departed = new Departed();
    departed.noteGone(gone('web'), 0);
    departed.noteGone(gone('web', 'sha256:2'), 0);
    expect(departed.takeImagesOf('web')).toEqual({ current: 'sha256:2', proven: [] });
    expect(departed.takeImagesOf('web')).toBeUndefined();
  });

  it('is forgotten after a thousand others, counted from when it went last', () => {
    const departed = new Departed();
    for (const target of ['old', 'again']) departed.noteGone(gone(target), 0);
    departed.noteGone(gone('again'), 0);
    for (let n = 0; n < 999; n += 1) departed.noteGone(gone(`t${n}`), 0);
    expect([departed.ids.has('id of old'), departed.ids.has('id of again'), departed.ids.size]).toEqual([
      ...[false, true, 1_000],
    ]);
    expect(departed.takeImagesOf('old')).toBeUndefined();
    expect(departed.takeImagesOf('again')).toBeDefined();
  });
});
