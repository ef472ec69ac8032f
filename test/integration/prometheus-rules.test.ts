import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { readExpectations, readRules, ruleTestFiles } from '../support/alert-rules.ts';
import { type Promtool, startPromtool } from '../support/promtool.ts';

// promtool is large, and is read from the disk when it runs first.
jest.setTimeout(180_000);

const alerts = readRules().filter((rule) => rule.alert !== undefined);
const runbook = readFileSync(resolve(import.meta.dirname, '../../docs/runbook.md'), 'utf8');

describe('the configuration and the rules, by promtool itself', () => {
  let promtool: Promtool;
  beforeAll(async () => {
    promtool = await startPromtool();
  });
  afterAll(async () => await promtool?.[Symbol.asyncDispose]());

  it('accepts prometheus.yml', async () => {
    const { exitCode, output } = await promtool.run('check', 'config', '--lint=all', '--lint-fatal', 'prometheus.yml');
    expect(output).toContain('is valid prometheus config file syntax');
    expect(output).toMatch(/[1-9]\d* rule files found/);
    expect(exitCode).toBe(0);
  });

  it('accepts the rules', async () => {
    const { exitCode, output } = await promtool.run(
      'check',
      'rules',
      '--lint=all',
      '--lint-fatal',
      'rules/paramedic.yml',
    );
    expect(output).toContain(`${readRules().length} rules found`);
    expect(exitCode).toBe(0);
  });

  it('sees every alert fire when it should, and only then', async () => {
    const { exitCode, output } = await promtool.run('test', 'rules', ...ruleTestFiles());
    expect(output).not.toContain('FAILED');
    expect(output.match(/SUCCESS/g)).toHaveLength(ruleTestFiles().length);
    expect(exitCode).toBe(0);
  });
});

describe.each(alerts.map((rule) => [rule.alert ?? '', rule] as const))('%s', (name, rule) => {
  it('has a test in which it fires and one in which it does not', () => {
    const expectations = readExpectations().filter((expectation) => expectation.alert === name);
    expect(expectations.map(({ fires }) => fires)).toEqual(expect.arrayContaining([true, false]));
  });

  it('says how bad it is, what it is, and where to read on', () => {
    expect(['critical', 'warning']).toContain(rule.labels?.severity);
    expect(rule.annotations?.summary).toBeTruthy();
    expect(rule.annotations?.description).toBeTruthy();
    expect(rule.annotations?.runbook).toBe(`docs/runbook.md#${name.toLowerCase()}`);
  });

  it('has a section in the runbook: what is wrong, what was done, what now', () => {
    const section = runbook.split(/^## /m).find((part) => part.startsWith(`${name}\n`)) ?? '';
    expect(section).toContain(`**What is wrong** (${rule.labels?.severity})`);
    expect(section).toContain('**What was done**');
    expect(section).toContain('**What now**');
  });
});

it('keeps no section in the runbook for an alert that is gone', () => {
  const sections = [...runbook.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
  expect(sections.sort()).toEqual(alerts.map((rule) => rule.alert).sort());
});
