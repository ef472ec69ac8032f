import { describe, expect, it } from '@jest/globals';
// @ts-expect-error plain JavaScript: it runs before TypeScript is installed
import { countTests } from '../../../scripts/steps/jest-result.mjs';
// @ts-expect-error plain JavaScript: it runs before TypeScript is installed
import { needsEngine, testEnv } from '../../../scripts/steps/test-env.mjs';

describe('the count of a test run', () => {
  const result = (passed: number, failed: number, broken: number) => ({
    numPassedTests: passed,
    numFailedTests: failed,
    numRuntimeErrorTestSuites: broken,
  });

  it.each([
    [result(10, 0, 0), { passed: 10, failed: 0 }],
    [result(9, 1, 0), { passed: 9, failed: 1 }],
    // A file that does not load hides its tests; it must not look like success.
    [result(9, 0, 2), { passed: 9, failed: 2 }],
    [result(0, 0, 0), { passed: 0, failed: 1 }],
  ])('reads %j as %j', (from, to) => expect(countTests(from)).toEqual(to));
});

describe('what a test run needs', () => {
  it.each([
    [[], true],
    [['--selectProjects', 'unit'], false],
    [['--selectProjects', 'unit', '--', 'test/unit/x'], false],
    [['--selectProjects', 'unit', 'e2e', '--bail'], true],
    [['-t', 'unit'], true],
  ])('%j: an engine %s', (args, needed) => expect(needsEngine(args)).toBe(needed));

  it('keeps accounts and settings of the person out, and the way to the engine in', () => {
    const person = {
      PATH: '/bin',
      HOME: '/home/ann',
      DOCKER_HOST: 'unix:///run/user/1000/docker.sock',
      ANTHROPIC_ANYTHING: 'x',
      CLAUDE_ANYTHING: 'x',
      PARAMEDIC_TOKEN: 'x',
      DATABASE_URL_FILE: '/x',
    };
    const env = testEnv(person, '/tmp/home');
    expect(env).toMatchObject({ HOME: '/tmp/home', DOCKER_HOST: person.DOCKER_HOST });
    expect(Object.keys(env)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/ANYTHING|PARAMEDIC|DATABASE/)]),
    );
  });
});
