import common from '../../jest.config.js';

/** The unit tests of the rooms whose code is mutated; without engine and Postgres, which none of them needs. */
const rooms = ['base', 'containers', 'healing', 'incidents', 'probes'];
const [{ extensionsToTreatAsEsm, transform, testEnvironment }] = common.projects;

export default {
  ...{ extensionsToTreatAsEsm, transform, testEnvironment },
  rootDir: '../..',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  watchman: false,
  testMatch: [`<rootDir>/test/unit/{${rooms.join(',')}}/**/*.test.ts`, '<rootDir>/test/unit/flow.test.ts'],
  // Their cases are drawn by lot: what they kill, another run may let live. And they are slow.
  testPathIgnorePatterns: ['-properties\\.test\\.ts$'],
};
