import { describe, expect, it } from '@jest/globals';
// @ts-expect-error plain JavaScript: it runs before TypeScript is installed
import { missingBuilds, platformOf } from '../../../scripts/lock.mjs';

describe('completing the lock file', () => {
  it.each([
    ['@biomejs/cli-darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
    ['@biomejs/cli-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
    ['@swc/core-win32-ia32-msvc', { os: ['win32'], cpu: ['ia32'] }],
    ['@oxc-parser/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'] }],
    ['@oxc-parser/binding-linux-s390x-gnu', { os: ['linux'], cpu: ['s390x'], libc: ['glibc'] }],
  ])('reads the platform of %s from its name', (name, platform) => {
    expect(platformOf(name)).toEqual(platform);
  });

  it('adds the exact builds that are missing, with the flags of the package that wants them', () => {
    const packages = {
      '': { optionalDependencies: {} },
      'node_modules/tool': {
        dev: true,
        optionalDependencies: { 'tool-linux-x64': '1.0.0', 'tool-darwin-x64': '1.0.0' },
      },
      'node_modules/tool-linux-x64': { version: '1.0.0' },
    };
    expect(missingBuilds(packages)).toEqual({
      'node_modules/tool-darwin-x64': { version: '1.0.0', os: ['darwin'], cpu: ['x64'], dev: true, optional: true },
    });
  });

  it('finds what is installed beside, below and above the package', () => {
    const packages = {
      'node_modules/a/node_modules/b': { optionalDependencies: { c: '1.0.0', d: '1.0.0', e: '1.0.0' } },
      'node_modules/a/node_modules/b/node_modules/c': { version: '1.0.0' },
      'node_modules/a/node_modules/d': { version: '1.0.0' },
      'node_modules/e': { version: '1.0.0' },
    };
    expect(missingBuilds(packages)).toEqual({});
  });

  it('leaves optional dependencies with a range alone: they are not builds', () => {
    expect(missingBuilds({ 'node_modules/a': { optionalDependencies: { fsevents: '^2.3.3' } } })).toEqual({});
  });
});
