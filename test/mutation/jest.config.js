import everyday from '../../jest.config.js';

const [{ extensionsToTreatAsEsm, transform, testEnvironment }] = everyday.projects;

/** One test file that stands for all: every file more costs 50 ms a mutant, and there are thousands of mutants. */
export default {
  ...{ extensionsToTreatAsEsm, transform, testEnvironment },
  rootDir: '../..',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/mutation/policy.test.ts'],
};
