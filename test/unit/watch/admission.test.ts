import { describe, expect, it } from '@jest/globals';
import { takesOver } from '../../../src/watch/admission.ts';
import { container, T0 } from '../../support/charts.ts';

const at = (state: 'running' | 'created' | 'exited' | 'paused', createdAt: number) => container({ state, createdAt });

describe('two containers of one identity, while compose recreates', () => {
  it.each([
    ['the new one that is not started yet waits', at('created', T0 + 1), at('running', T0), false],
    ['the new one that runs is it', at('running', T0 + 1), at('exited', T0), true],
    ['the old one that still runs stays', at('exited', T0 + 1), at('running', T0), false],
    ['a paused one is up as well', at('exited', T0 + 1), at('paused', T0), false],
    ['of two that run the newer', at('running', T0 + 1), at('running', T0), true],
    ['of two that do not the newer', at('created', T0 + 1), at('exited', T0), true],
    ['and never the older', at('exited', T0), at('exited', T0 + 1), false],
  ])('%s', (_, candidate, current, expected) => {
    expect(takesOver(candidate, current)).toBe(expected);
  });
});
