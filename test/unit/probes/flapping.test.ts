import { describe, expect, it } from '@jest/globals';
import { type FlapState, flappingEndsAt, flappingSymptom, nextFlapState } from '../../../src/probes/flapping.ts';
import { T0 } from '../../support/charts.ts';
import { THRESHOLDS } from '../../support/thresholds.ts';

const MINUTE = 60_000;
const CALM: FlapState = { sickFlips: [], flappingSince: undefined };

const turnsSickAt = (...minutes: number[]): FlapState =>
  minutes.reduce((state, minute) => nextFlapState(state, true, THRESHOLDS, T0 + minute * MINUTE), CALM);
const symptomAt = (state: FlapState, minute: number) => flappingSymptom('web', state, THRESHOLDS, T0 + minute * MINUTE);

describe('flapping', () => {
  it('is to turn sick five times within half an hour, which no count of failures in a row sees', () => {
    expect(symptomAt(turnsSickAt(0, 5, 10, 15), 15)).toBeUndefined();
    expect(symptomAt(turnsSickAt(0, 5, 10, 15, 20), 20)).toMatchObject({
      type: 'flapping',
      severity: 'warning',
      description: 'web turned sick 5 times within 30 min',
      evidence: { turnedSickAt: expect.arrayContaining([new Date(T0).toISOString()]) },
    });
  });

  it('is not to turn sick five times in a day', () => {
    expect(symptomAt(turnsSickAt(0, 60, 120, 180, 240), 240)).toBeUndefined();
  });

  it('lasts until at most one turn is left within the window, not until there is one less than five', () => {
    const state = turnsSickAt(0, 5, 10, 15, 20);
    expect(symptomAt(state, 31)).toBeDefined();
    expect(symptomAt(state, 44)).toBeDefined();
    expect(symptomAt(state, 45)).toBeUndefined();
    expect(flappingEndsAt(state, THRESHOLDS, T0 + 20 * MINUTE)).toBe(T0 + 45 * MINUTE);
  });

  it('needs five turns again once it is over', () => {
    const state = nextFlapState(turnsSickAt(0, 5, 10, 15, 20), true, THRESHOLDS, T0 + 46 * MINUTE);
    expect(state.flappingSince).toBeUndefined();
    expect(symptomAt(state, 46)).toBeUndefined();
    expect(flappingEndsAt(state, THRESHOLDS, T0 + 46 * MINUTE)).toBeUndefined();
  });

  it('remembers since when', () => {
    const state = nextFlapState(turnsSickAt(0, 5, 10, 15, 20), true, THRESHOLDS, T0 + 25 * MINUTE);
    expect(state.flappingSince).toBe(T0 + 20 * MINUTE);
  });
});
