import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import type { Command } from 'commander';
import type { CliDeps } from '../../../src/cli/deps.ts';
import { createProgram } from '../../../src/cli/program.ts';

const named = (command: Command, path = 'paramedic'): string[] =>
  command.commands.flatMap((child) =>
    child.commands.length > 0 ? named(child, `${path} ${child.name()}`) : [`${path} ${child.name()}`],
  );

it('describes every command in docs/cli.md', () => {
  const text = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8').replace(
    '`incidents list`',
    '`paramedic incidents list`',
  );
  const program = createProgram({ version: '', stdout: () => {}, stderr: () => {} } as unknown as CliDeps, () => {});
  const commands = named(program);
  expect(commands).toContain('paramedic db url');
  expect(commands.filter((command) => !text.includes(`\`${command}`))).toEqual([]);
});
