import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const folder = resolve(import.meta.dirname, '../../prometheus');

export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

interface RuleTests {
  tests: { alert_rule_test?: { alertname: string; exp_alerts?: unknown[] }[] }[];
}

const filesOf = (name: string): string[] => readdirSync(join(folder, name)).filter((file) => file.endsWith('.yml'));

export function readRules(): Rule[] {
  return filesOf('rules').flatMap((file) => {
    const { groups } = parse(readFileSync(join(folder, 'rules', file), 'utf8')) as { groups: { rules: Rule[] }[] };
    return groups.flatMap((group) => group.rules);
  });
}

/** Paths below `prometheus/`. */
export const ruleTestFiles = (): string[] => filesOf('tests').map((file) => `tests/${file}`);

/** Every expectation of every rule test: the alert's name, and whether it is expected to fire. */
export function readExpectations(): { alert: string; fires: boolean }[] {
  return ruleTestFiles().flatMap((file) => {
    const { tests } = parse(readFileSync(join(folder, file), 'utf8')) as RuleTests;
    return tests
      .flatMap((test) => test.alert_rule_test ?? [])
      .map(({ alertname, exp_alerts }) => ({ alert: alertname, fires: (exp_alerts ?? []).length > 0 }));
  });
}
