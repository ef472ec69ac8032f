import { describe } from '@jest/globals';
import { freshDatabase } from '../../support/postgres.ts';
import { leadershipSuite } from './leadership.suite.ts';
import { ledgerSuite } from './ledger.suite.ts';
import { readingSuite } from './reading.suite.ts';
import { replaySuite } from './replay.suite.ts';
import { samplesSuite } from './samples.suite.ts';

describe('storage on the embedded Postgres', () => {
  for (const suite of [ledgerSuite, replaySuite, samplesSuite, readingSuite, leadershipSuite]) suite(freshDatabase);
});
