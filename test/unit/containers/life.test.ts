import { expect, it } from '@jest/globals';
import { lifeOf } from '../../../src/containers/life.ts';

it('a life has a name of its own: another start or another container is another life', () => {
  const first = { id: 'c1', startedAt: 1_000 };
  expect(lifeOf({ ...first })).toBe(lifeOf(first));
  const names = [first, { ...first, startedAt: 2_000 }, { ...first, id: 'c2' }, { ...first, startedAt: undefined }];
  expect(new Set(names.map(lifeOf)).size).toBe(names.length);
});
