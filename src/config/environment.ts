import { messageOf } from '../base/errors.ts';
import { readAutoheal } from './autoheal.ts';
import type { Fault } from './fault.ts';
import { SETTINGS } from './settings.ts';
import { type Entry, type Environment, givenIn, type ReadFile, type Reading } from './source.ts';

/**
 * The settings of the environment, the weakest first: names of docker-autoheal, names of other tools, our own.
 * A secret may stand in a file instead (`…_FILE`).
 */
export function readEnvironment(env: Environment, readFile: ReadFile): Reading {
  const { entries, faults } = readAutoheal(env);
  const take = (key: string, secret: boolean, variable: string): void => {
    const found = secret ? readSecret(env, variable, key, readFile, faults) : readPlain(env, variable, key);
    if (found !== undefined) entries.push(found);
  };
  for (const row of SETTINGS) {
    for (const name of row.standard) if (!name.startsWith('AUTOHEAL_')) take(row.key, row.secret, name);
  }
  for (const row of SETTINGS) take(row.key, row.secret, row.variable);
  return { entries, faults };
}

function readPlain(env: Environment, variable: string, key: string): Entry | undefined {
  const text = givenIn(env, variable);
  return text === undefined ? undefined : { key, text, source: variable };
}

function readSecret(
  env: Environment,
  variable: string,
  key: string,
  readFile: ReadFile,
  faults: Fault[],
): Entry | undefined {
  const source = `${variable}_FILE`;
  const path = givenIn(env, source);
  const plain = givenIn(env, variable);
  if (path === undefined)
    return plain === undefined ? undefined : { key, text: env[variable] ?? plain, source: variable };
  const fault = (is: string, shouldBe: string): undefined => void faults.push({ key, source, is, shouldBe });
  if (plain !== undefined) return fault(`set beside ${variable}`, `the only one of the two`);
  try {
    const text = readFile(path).replace(/\r?\n$/, '');
    return text.trim() === '' ? fault('an empty file', 'a file with the secret in it') : { key, text, source };
  } catch (error) {
    return fault(`a file that cannot be read (${messageOf(error, 120)})`, 'the path of a file with the secret in it');
  }
}
