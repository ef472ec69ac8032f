import type { Clock } from '../../src/base/clock.ts';
import { NOW } from './fleet.ts';

/** A clock that stands still until `at` is set. */
export class FixedClock implements Clock {
  at = NOW;
  now = () => this.at;
  sleep = async () => {};
}
