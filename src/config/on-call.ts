import { resolve } from 'node:path';
import { z } from 'zod';
import { claudeModel, onAutoOff, programPath } from './claude-kinds.ts';
import { commands } from './commands.ts';
import type { ClaudeConfig, EscalationConfig } from './config.ts';
import { incidentTypes } from './incident-types.ts';
import { bool, count, decimal, duration, oneOf } from './kinds.ts';
import { optionalSetting, setting } from './setting.ts';
import { folders as folderList } from './workspaces.ts';

/** The section `escalation`: when an incident is put on the queue for Claude Code. */
export const escalation = z
  .strictObject({
    min_severity: setting(oneOf('info', 'warning', 'critical'), 'warning', {
      description: 'Incidents below this severity stay with people.',
    }),
    at_once: setting(incidentTypes, 'restart_loop,bad_update,container_missing', {
      description: 'Incidents of these types go on the queue when they open; all others when healing has given up.',
    }),
    coalesce: setting(duration('0s', '10m', '30s'), '30s', {
      description:
        'Incidents of one compose project, or of one container without a project, that come within this time go together.',
    }),
    expire: setting(duration('1m', '24h', '30m'), '30m', {
      description: 'What nobody has taken from the queue after this time expires, and a person is told.',
    }),
    max_attempts: setting(count(1, 10), 3, {
      description: 'So many launches for one escalation, then a person is told.',
    }),
  })
  .prefault({});

/** The section `claude`: how Claude Code is launched, and within what. */
export const claude = z
  .strictObject({
    enabled: setting(onAutoOff, 'auto', {
      description:
        'Whether Claude Code is launched. `auto`: where it is installed and there is a key. `false`: never; the queue fills all the same.',
    }),
    path: optionalSetting(programPath, 'the one that came with Paramedic, else `claude` in PATH', {
      description: 'The Claude Code to launch.',
    }),
    model: optionalSetting(claudeModel, "Claude Code's own default", { description: 'The model to use.' }),
    max_usd: setting(decimal(0.01, 1_000), '1', {
      description: 'What one run may cost in USD. Checked after each turn, so a run may end somewhat above.',
    }),
    max_turns: setting(count(1, 1_000), 40, { description: 'Turns of one run.' }),
    timeout: setting(duration('1m', '4h', '15m'), '15m', {
      description: 'How long one run may take. Waiting for an approval does not count.',
    }),
    first_event: setting(duration('5s', '10m', '60s'), '60s', {
      description: 'A run that has said nothing at all by then is ended.',
    }),
    silence: setting(duration('10s', '1h', '300s'), '300s', {
      description: 'So is one that has gone silent for this long.',
    }),
    runs_per_hour: setting(count(1, 1_000), 20, { description: 'Runs in any 60 min, of all workers together.' }),
    runs_per_day: setting(count(1, 10_000), 25, { description: 'Runs in any 24 h, of all workers together.' }),
    usd_per_hour: setting(decimal(0.01, 10_000), '5', {
      description: 'What the runs of any 60 min may cost together in USD. `max_usd` is kept free for each new one.',
    }),
    usd_per_day: setting(decimal(0.01, 10_000), '10', { description: 'The same for any 24 h.' }),
    concurrency: setting(count(1, 3), 1, { description: 'Runs of one worker at the same time.' }),
    approval_timeout: setting(duration('10s', '24h', '10m'), '10m', {
      description: 'What nobody has approved after this time is denied.',
    }),
    max_load: setting(decimal(0.1, 1_000), '2', {
      description: "Nothing is launched while the worker's host has more load per core (average of 1 min).",
    }),
    in_place: setting(bool, false, {
      description:
        'Work in the workspace itself, on a branch of the run, and not in a worktree beside it. Put back when it did not help.',
    }),
    merge: setting(oneOf('never', 'fast-forward'), 'never', {
      description:
        '`fast-forward`: a fix that was seen to help is merged into the branch that is checked out. `never`: that is up to you.',
    }),
    workspace_roots: optionalSetting(folderList, 'none', {
      description:
        'A label `paramedic.workspace` may name a folder at or below one of these, or of one of `workspaces`. Any other is not followed: labels come with images.',
    }),
    allow: optionalSetting(commands, 'none', {
      description:
        'Commands that Claude Code may run besides those that the guardrails allow; more words may follow each.',
    }),
    diagnosis: setting(bool, false, {
      description:
        'Before a run: one call of the Claude API that classifies the incident and suggests an action. It carries nothing out.',
    }),
  })
  .prefault({});

export const escalationOf = (settings: z.output<typeof escalation>): EscalationConfig => ({
  minSeverity: settings.min_severity,
  atOnce: settings.at_once,
  coalesceMs: settings.coalesce,
  expireMs: settings.expire,
  maxAttempts: settings.max_attempts,
});

/** What is set outside the section, under names that other tools share. */
type Beside = Pick<ClaudeConfig, 'apiKey' | 'baseUrl'> & { workspaces: ReadonlyMap<string, string> | undefined };

export const claudeOf = (settings: z.output<typeof claude>, beside: Beside, cwd: string): ClaudeConfig => ({
  enabled: settings.enabled,
  path: settings.path === undefined ? undefined : resolve(cwd, settings.path),
  model: settings.model,
  apiKey: beside.apiKey,
  baseUrl: beside.baseUrl,
  maxUsd: settings.max_usd,
  maxTurns: settings.max_turns,
  timeoutMs: settings.timeout,
  firstEventMs: settings.first_event,
  silenceMs: settings.silence,
  runsPerHour: settings.runs_per_hour,
  runsPerDay: settings.runs_per_day,
  usdPerHour: settings.usd_per_hour,
  usdPerDay: settings.usd_per_day,
  concurrency: settings.concurrency,
  approvalMs: settings.approval_timeout,
  maxLoadPerCore: settings.max_load,
  workspaces: folders(beside.workspaces, cwd),
  workspaceRoots: settings.workspace_roots ?? [],
  inPlace: settings.in_place,
  merge: settings.merge,
  allow: settings.allow ?? [],
  diagnosis: settings.diagnosis,
});

/** Without a prototype: a project may be called `constructor`. */
function folders(workspaces: ReadonlyMap<string, string> | undefined, cwd: string): Record<string, string> {
  const byProject: Record<string, string> = Object.create(null);
  for (const [project, path] of workspaces ?? []) byProject[project] = resolve(cwd, path);
  return byProject;
}
