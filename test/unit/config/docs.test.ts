import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { renderConfigurationPage, settingsJsonSchema } from '../../../scripts/config-reference.ts';
import { loaded } from './read.ts';

const root = resolve(import.meta.dirname, '../../..');
const committed = (name: string) => readFileSync(resolve(root, name), 'utf8');

describe('what is generated from the schema', () => {
  it('docs/configuration.md is fresh (else: npm run docs)', () => {
    const page = committed('docs/configuration.md');
    expect(page).toBe(renderConfigurationPage(page));
  });

  it('paramedic.schema.json is fresh (else: npm run docs)', () => {
    expect(committed('paramedic.schema.json')).toBe(settingsJsonSchema());
  });

  it('a page without its marks is refused', () => {
    expect(() => renderConfigurationPage('# Configuration')).toThrow('has lost its marks');
  });
});

describe('paramedic.example.yml', () => {
  const example = committed('paramedic.example.yml');

  it('is valid, and says exactly the defaults', () => {
    expect(loaded({}, { '/srv/paramedic.yml': example }).config).toEqual(loaded({}).config);
  });

  it('is still valid with every commented setting switched on', () => {
    const all = example.replaceAll(/^( *)# (?=\w+: )/gm, '$1');
    const { config } = loaded({}, { '/srv/paramedic.yml': all });
    expect(config.webhookUrl).toBe('https://chat.example/hooks/abc');
    expect(config.maintenance).toHaveLength(2);
    expect(config.claude.workspaces).toEqual({ shop: '/srv/shop', blog: '/srv/blog' });
    expect(config.claude.allow).toHaveLength(2);
  });

  it('passes the JSON Schema, which refuses what it does not know', () => {
    const byJsonSchema = z.fromJSONSchema(JSON.parse(settingsJsonSchema()));
    expect(byJsonSchema.safeParse(parse(example)).error).toBeUndefined();
    expect(byJsonSchema.safeParse({ lisen: 'x' }).success).toBe(false);
    expect(byJsonSchema.safeParse({ heal: { verify: '30' } }).success).toBe(false);
  });
});
