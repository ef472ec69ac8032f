import { describe, expect, it } from '@jest/globals';
import { THRESHOLDS } from '../../support/thresholds.ts';
import { loaded } from './read.ts';

describe('thresholds', () => {
  it('as shipped are those that all tests of symptoms use', () => {
    expect(loaded({}).config.thresholds).toEqual(THRESHOLDS);
  });
});
