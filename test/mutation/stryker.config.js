/**
 * `npm run mutate`: changes the pure policy code in thousands of small ways and asks whether a test notices. What decides
 * over other people's containers must not be wrong unnoticed; shells are left to the tests on a real engine.
 */
export default {
  mutate: [
    'src/flow.ts',
    'src/healing/*.ts',
    // A shell, not a decision; and types.
    '!src/healing/{healer,slots,ports}.ts',
    'src/probes/*.ts',
    '!src/probes/{ports,reading,symptom}.ts',
    'src/incidents/{silence,decide-silence,apply-order,lifecycle}.ts',
    'src/containers/{intent,target,departure,life,set-aside}.ts',
    'src/containers/{graph*,components,dependencies}.ts',
    'src/base/backoff.ts',
    'src/escalation/gate/*.ts',
    // Tested with git itself.
    '!src/escalation/gate/environment.ts',
  ],
  thresholds: { high: 90, low: 80, break: 80 },
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: { configFile: 'test/mutation/jest.config.js', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  // What runs while a module loads would ask for all tests, each time: most of the time for a few constants.
  ignoreStatic: true,
  concurrency: 2,
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, reportTests: false, skipFull: true },
  jsonReporter: { fileName: '.cache/mutation.json' },
  tempDirName: '.cache/stryker',
  cleanTempDir: 'always',
  // Without tsconfig.json, because Stryker would rewrite it with an interface that TypeScript 7 does not have.
  ignorePatterns: ['dist', 'data', 'docs', 'docker', 'grafana', 'prometheus', 'sql', '.cache', 'tsconfig*.json'],
};
