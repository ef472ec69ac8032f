import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { registerCounters, registerGauges } from '../../../src/metrics/computed.ts';
import { headOf, labelText, lineOf } from '../../../src/metrics/exposition.ts';

/** Text in which everything stands often that has a meaning in the format. */
const awkward = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', '\\', '\n', '{', '}', ',', '=', ' ', '#', 'n', '日', '🐳'),
    fc.string({ maxLength: 2 }),
  ),
});
/** The library wants one. */
const help = awkward.filter((text) => text !== '');
const figure = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.bigInt(0n, 2n ** 70n).map(Number),
);

describe('our own rendering', () => {
  it('is that of prom-client, byte for byte', async () => {
    const row = fc.record({ target: awkward, host: awkward, state: awkward, value: figure });
    await fc.assert(
      fc.asyncProperty(help, fc.constantFrom('gauge', 'counter'), fc.array(row), async (help, type, rows) => {
        const name = 'paramedic_thing';
        const lines = rows.map(({ state, target, host, value }) =>
          lineOf(name, [labelText('state', state), labelText('target', target), labelText('host', host)].join(), value),
        );
        expect(headOf(name, help, type) + lines.join('')).toBe(await promClient(name, help, type, rows));
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, undefined])(
    'has no line for %s',
    (value) => {
      expect(lineOf('paramedic_thing', 'target="a"', value)).toBe('');
    },
  );

  it('has one for zero', () => {
    expect(lineOf('paramedic_thing', 'target="a"', 0)).toBe('paramedic_thing{target="a"} 0\n');
  });
});

/** The same through the library: its own escaping, its own numbers. */
function promClient(name: string, help: string, type: 'gauge' | 'counter', lines: readonly Line[]): Promise<string> {
  const registry = new Registry();
  const rows = () => lines.map(({ value, state, target, host }) => ({ value, labels: { state, target, host } }));
  const register = type === 'gauge' ? registerGauges : registerCounters;
  register(registry, [{ name, help, labelNames: ['state', 'target', 'host'], rows }]);
  return registry.metrics();
}

interface Line {
  readonly target: string;
  readonly host: string;
  readonly state: string;
  readonly value: number;
}
