import { expect, it } from '@jest/globals';
import { breathe } from '../../../src/base/breathe.ts';

it('lets what waits for the event loop go first', async () => {
  const order: string[] = [];
  setImmediate(() => order.push('waited'));
  await breathe();
  order.push('went on');
  expect(order).toEqual(['waited', 'went on']);
});
