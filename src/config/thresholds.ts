import { z } from 'zod';
import type { ThresholdConfig } from './config.ts';
import { budget, count, decimal, duration, ratio } from './kinds.ts';
import { setting } from './setting.ts';

/** The section `thresholds`: from when on a symptom is an incident. */
export const thresholds = z
  .strictObject({
    cpu: setting(ratio, '90%', {
      description:
        'A container that uses more of its CPU quota (without one: of all cores) for `cpu_for` is `high_cpu`.',
    }),
    cpu_for: setting(duration('10s', '24h', '5m'), '5m', { description: 'How long that must last.' }),
    memory: setting(ratio, '90%', {
      description:
        'A container that uses more of its memory limit for `memory_for` is `high_memory`. Without a limit it never is.',
    }),
    memory_for: setting(duration('10s', '24h', '5m'), '5m', { description: 'How long that must last.' }),
    leak_window: setting(duration('5m', '24h', '1h'), '1h', {
      description: 'Memory that only grew over this time is looked at as a leak.',
    }),
    leak_horizon: setting(duration('10m', '30d', '24h'), '24h', {
      description: 'It is `memory_leak` when it would reach its limit within this time at that speed.',
    }),
    loop: setting(budget, '3/300s', { description: 'So many crashes in a time span are a `restart_loop`.' }),
    slow_loop: setting(budget, '6/6h', {
      description: 'So many crashes in a longer time span are one too: a loop that is slow.',
    }),
    flap: setting(budget, '5/1800s', { description: 'Turned sick so often in a time span: `flapping`.' }),
    flap_leave: setting(count(0, 1_000), 1, {
      description: 'It flaps no more when it turned sick at most so often in that time span.',
    }),
    stuck: setting(duration('1m', '24h', '10m'), '10m', {
      description: 'Created, restarting or being removed for longer than this is `stuck`.',
    }),
    disk_free: setting(ratio, '10%', { description: 'Less of a disk of the host free is `host_disk`.' }),
    host_memory_free: setting(ratio, '5%', {
      description: "Less of the host's memory available for `host_for` is `host_pressure`.",
    }),
    host_load: setting(decimal(0.1, 1_000), 4, {
      description: 'More load per core (average of 1 min) for `host_for` is `host_pressure`.',
    }),
    host_for: setting(duration('10s', '24h', '5m'), '5m', { description: 'How long that must last.' }),
  })
  .prefault({});

/** As the rooms know them: spans with their unit in the name. */
export const thresholdsOf = (settings: z.output<typeof thresholds>): ThresholdConfig => ({
  cpuRatio: settings.cpu,
  cpuForMs: settings.cpu_for,
  memoryRatio: settings.memory,
  memoryForMs: settings.memory_for,
  leakWindowMs: settings.leak_window,
  leakHorizonMs: settings.leak_horizon,
  loop: settings.loop,
  slowLoop: settings.slow_loop,
  flap: settings.flap,
  flapLeave: settings.flap_leave,
  stuckMs: settings.stuck,
  diskFreeRatio: settings.disk_free,
  hostMemoryFreeRatio: settings.host_memory_free,
  hostLoadPerCore: settings.host_load,
  hostForMs: settings.host_for,
});
