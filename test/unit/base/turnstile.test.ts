import { describe, expect, it } from '@jest/globals';
import { breathe } from '../../../src/base/breathe.ts';
import { Turnstile } from '../../../src/base/turnstile.ts';

/** A turnstile for two, whose breaths end when they are told to. */
function turnstile() {
  const breaths: (() => void)[] = [];
  const gate = new Turnstile(2, () => new Promise((resolve) => breaths.push(resolve)));
  const passed: number[] = [];
  const come = (...names: number[]) => {
    for (const name of names) void gate.pass().then(() => passed.push(name));
  };
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const breath = async () => {
    await settled();
    breaths.shift()?.();
    await settled();
  };
  return { come, passed, breath, settled, breaths };
}

describe('a turnstile', () => {
  it('lets so many through between two breaths, in the order in which they came', async () => {
    const { come, passed, breath, settled } = turnstile();
    come(1, 2, 3, 4, 5);
    await settled();
    expect(passed).toEqual([1, 2]);
    await breath();
    expect(passed).toEqual([1, 2, 3, 4]);
    come(6);
    await breath();
    expect(passed).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('nobody overtakes: who comes while others wait, waits', async () => {
    const { come, passed, breath } = turnstile();
    come(1, 2, 3);
    await breath();
    come(4, 5);
    await breath();
    expect(passed).toEqual([1, 2, 3, 4, 5]);
  });

  it('is free again after a breath without anybody, and does not breathe for nobody', async () => {
    const { come, passed, breath, settled, breaths } = turnstile();
    come(1, 2);
    await breath();
    expect(breaths).toEqual([]);
    come(3, 4, 5);
    await settled();
    expect(passed).toEqual([1, 2, 3, 4]);
    expect(breaths.length).toBe(1);
  });

  it('keeps count with the real event loop, whoever comes when', async () => {
    const gate = new Turnstile(3, breathe);
    let turn = 0;
    let isCounting = true;
    const tick = () => {
      turn += 1;
      if (isCounting) setImmediate(tick);
    };
    setImmediate(tick);
    const turns = await Promise.all(Array.from({ length: 100 }, () => gate.pass().then(() => turn)));
    isCounting = false;
    const perTurn = new Map<number, number>();
    for (const at of turns) perTurn.set(at, (perTurn.get(at) ?? 0) + 1);
    expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(3);
  });
});
