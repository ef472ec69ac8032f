import { describe, expect, it } from '@jest/globals';
import { meantBy } from '../../../src/containers/meant.ts';

const WEB = { target: 'shop/web#1', name: 'shop-web-1', id: 'aaaa1111' };
const DB = { target: 'shop/db#1', name: 'shop-db-1', id: 'aaaa2222' };
/** Somebody has called a container like the target of another one. */
const ODD = { target: 'odd', name: 'shop/db#1', id: 'bbbb3333' };

describe('the container that a person means', () => {
  it.each([
    ['shop/web#1', 'shop/web#1'],
    ['shop-web-1', 'shop/web#1'],
    ['aaaa1', 'shop/web#1'],
    ['AAAA2222', 'shop/db#1'],
    ['shop/db#1', 'shop/db#1'],
  ])('by %s', (asked, target) => {
    expect(meantBy(asked, [ODD, WEB, DB])?.target).toBe(target);
  });

  it.each(['aaaa', 'bbb', '', 'shop', 'shop-web-'])('is nobody by %j', (asked) => {
    expect(meantBy(asked, [ODD, WEB, DB])).toBeUndefined();
  });
});
