import { describe } from '@jest/globals';
import { freshDatabase } from '../../support/postgres.ts';
import { STORAGE_SUITES } from './suites.ts';

describe('storage on the embedded Postgres', () => {
  for (const suite of STORAGE_SUITES) suite(freshDatabase);
});
