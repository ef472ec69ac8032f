import { describe, expect, it } from '@jest/globals';
import { isSetAside, nameBefore, setAsideName } from '../../../src/containers/set-aside.ts';

describe('set aside', () => {
  it('is told by the name, and the name before is in it', () => {
    const name = setAsideName('shop-web-1', '0af31b9c');
    expect(name).toBe('shop-web-1.paramedic-old-0af31b9c');
    expect([isSetAside(name), nameBefore(name)]).toEqual([true, 'shop-web-1']);
  });

  it.each([
    'web',
    'web.paramedic-old-',
    'web.paramedic-old-0af31b9',
    'web.paramedic-old-0af31b9c-2',
    '.paramedic-old-0af31b9c',
    'web.paramedic-old-0AF31B9C',
  ])('%s is an ordinary name', (name) => {
    expect([isSetAside(name), nameBefore(name)]).toEqual([false, undefined]);
  });
});
