import { describe, expect, it } from '@jest/globals';
import { firstImages, isBadUpdate, nextImages, previousImage } from '../../../src/healing/image-history.ts';

describe('the history of images', () => {
  it('knows no bad update of a target that was never well', () => {
    expect(isBadUpdate(firstImages('a'))).toBe(false);
    expect(isBadUpdate(nextImages(firstImages('a'), 'b', false))).toBe(false);
  });

  it('knows one when it was well on the old image and never on the new one', () => {
    const wasWell = nextImages(firstImages('a'), 'a', true);
    const updated = nextImages(wasWell, 'b', false);
    expect(isBadUpdate(wasWell)).toBe(false);
    expect(isBadUpdate(updated)).toBe(true);
    expect(previousImage(updated)).toBe('a');
  });

  it('takes it back once it is well on the new one, and when somebody goes back to the old one', () => {
    const updated = nextImages(nextImages(firstImages('a'), 'a', true), 'b', false);
    expect(isBadUpdate(nextImages(updated, 'b', true))).toBe(false);
    expect(isBadUpdate(nextImages(updated, 'a', false))).toBe(false);
  });

  it('names the image that it was well on last, not the oldest', () => {
    let images = firstImages('a');
    for (const id of ['a', 'b', 'a', 'c']) images = nextImages(images, id, true);
    expect(previousImage(nextImages(images, 'd', false))).toBe('c');
    expect(images.proven).toEqual(['b', 'a', 'c']);
  });

  it('knows no previous image where it was well on the present one only', () => {
    const images = nextImages(firstImages('a'), 'a', true);
    expect(previousImage(images)).toBeUndefined();
    expect(previousImage(nextImages(images, 'b', true))).toBe('a');
  });

  it('keeps five', () => {
    let images = firstImages('0');
    for (let i = 0; i < 9; i += 1) images = nextImages(images, String(i), true);
    expect(images).toEqual({ current: '8', proven: ['4', '5', '6', '7', '8'] });
  });

  it('is the same object while nothing changes, so that nothing is written', () => {
    const images = nextImages(firstImages('a'), 'a', true);
    expect(nextImages(images, 'a', false)).toBe(images);
    expect(nextImages(images, 'a', true)).toBe(images);
  });
});
