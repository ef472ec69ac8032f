import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { registerCounters, registerGauges } from '../../../src/metrics/computed.ts';
import { headOf, labelText, openingOf, writeLine } from '../../../src/metrics/exposition.ts';
import { Page } from '../../../src/metrics/page.ts';

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
        const page = new Page();
        page.text(headOf(name, help, type));
        for (const { state, target, host, value } of rows) {
          const labels = Buffer.from(`${labelText('target', target)},${labelText('host', host)}`);
          writeLine(page, openingOf(name, `${labelText('state', state)},`), labels, value);
        }
        expect(`${page.bytes()}`).toBe(await promClient(name, help, type, rows));
      }),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, undefined])(
    'has no line for %s',
    (value) => {
      expect(lineOf(value)).toBe('');
    },
  );

  it('has one for zero', () => {
    expect(lineOf(0)).toBe('paramedic_thing{target="a"} 0\n');
  });
});

function lineOf(value: number | undefined): string {
  const page = new Page();
  writeLine(page, openingOf('paramedic_thing'), Buffer.from('target="a"'), value);
  return `${page.bytes()}`;
}

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
