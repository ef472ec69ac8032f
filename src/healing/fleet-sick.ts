import { isBrakeOn } from './pacing.ts';

/** The incident stays until the fleet is so much better than what it took to open it. */
const LEAVE_RATIO = 0.1;
const LEAVE_SICK = 2;

/**
 * Pure: is there an incident about too many that are sick at once? Opened by the very rule of the brake, and kept a bit
 * longer: around the threshold the brake goes on and off, and nobody wants a message each time.
 */
export function isFleetSick(census: { sick: number; watched: number }, maxRatio: number, wasSick: boolean): boolean {
  if (isBrakeOn(census, maxRatio)) return true;
  const worse = { sick: census.sick + LEAVE_SICK, watched: census.watched };
  return wasSick && isBrakeOn(worse, maxRatio - LEAVE_RATIO);
}
