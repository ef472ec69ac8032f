/**
 * What jest's JSON result says: `passed` and `failed` tests. A file that did not even load has no tests of its own, so it
 * counts as one failure; nothing that ran at all is a failure too.
 */
export function countTests(result) {
  const passed = result.numPassedTests;
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return { passed, failed: passed + failed === 0 ? 1 : failed };
}
