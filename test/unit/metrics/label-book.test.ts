import { describe, expect, it } from '@jest/globals';
import { LabelBook } from '../../../src/metrics/label-book.ts';
import { container, targetView } from '../../support/fleet.ts';

const view = (target: string, name = target) => targetView({ target, container: container({ name }) });
const told = (book: LabelBook, host: string, ...views: ReturnType<typeof view>[]) =>
  book.take(host, views).map(({ labels, namedLabels }) => [`${Buffer.from(labels)}`, `${Buffer.from(namedLabels)}`]);
const lines = (target: string, name = target, host = 'box') => {
  const labels = `target="${target}",host="${host}"`;
  return [labels, `container="${name}",${labels}`];
};

describe('the label book', () => {
  it('knows the labels of each, in their order, and keeps an entry while its view stays the same', () => {
    const book = new LabelBook();
    const [one, two] = [view('a'), view('b')];
    expect(told(book, 'box', one, two)).toEqual([lines('a'), lines('b')]);
    const [first, second] = book.take('box', [one, two]);
    const [again, other] = book.take('box', [one, view('b')]);
    expect(again).toBe(first);
    expect(other).not.toBe(second);
    expect(other?.labels).toBe(second?.labels);
    expect(other?.namedLabels).toBe(second?.namedLabels);
  });

  it('follows a new name, a new host, and the view of now', () => {
    const book = new LabelBook();
    expect(told(book, 'box', view('a', 'old'))).toEqual([lines('a', 'old')]);
    expect(told(book, 'box', view('a', 'new'))).toEqual([lines('a', 'new')]);
    expect(told(book, 'barn', view('a', 'new'))).toEqual([lines('a', 'new', 'barn')]);
    const now = view('a', 'new');
    expect(book.take('barn', [now])[0]?.view).toBe(now);
  });

  it('tells only the first of those whose labels read the same, also when that one has gone', () => {
    const book = new LabelBook();
    const [bell, tab] = [view('a\u0007', 'one'), view('a\t', 'two')];
    expect(told(book, 'box', bell, tab)).toEqual([lines('a\ufffd', 'one')]);
    expect(told(book, 'box', bell, tab)).toEqual([lines('a\ufffd', 'one')]);
    expect(told(book, 'box', tab)).toEqual([lines('a\ufffd', 'two')]);
    expect(told(book, 'box', tab, bell)).toEqual([lines('a\ufffd', 'two')]);
  });

  it('tells a target that is listed twice once', () => {
    const book = new LabelBook();
    expect(told(book, 'box', view('a', 'one'), view('a', 'two'))).toEqual([lines('a', 'one')]);
  });

  it('forgets who is gone, and knows whoever comes back', () => {
    const book = new LabelBook();
    told(book, 'box', view('a'), view('b'));
    expect(told(book, 'box', view('b'))).toEqual([lines('b')]);
    expect(told(book, 'box')).toEqual([]);
    expect(told(book, 'box', view('a'), view('b'))).toEqual([lines('a'), lines('b')]);
  });
});
