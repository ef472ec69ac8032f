import { describe, expect, it } from '@jest/globals';
import { needsOf } from '../../../../src/cli/doctor/needs.ts';
import { container } from '../../../support/fleet.ts';
import { validConfig } from '../../../support/valid-config.ts';

const needs = (labels: Record<string, string>[], env: Record<string, string> = {}) =>
  [
    ...needsOf(
      labels.map((one) => container({ labels: one })),
      validConfig(env),
    ),
  ].sort();

describe('needsOf', () => {
  it('is a restart, whoever is here', () => {
    expect(needs([])).toEqual(['logs', 'restart', 'watch']);
  });

  it('follows the ladders and the probes', () => {
    const ladder = { 'paramedic.heal.actions': 'exec, recreate, stop, notify', 'paramedic.heal.exec': 'true' };
    expect(needs([ladder])).toEqual(['exec', 'logs', 'recreate', 'restart', 'stop', 'watch']);
    expect(needs([{ 'paramedic.probe.db.exec': 'pg_isready' }])).toContain('exec');
    expect(needs([{ 'paramedic.probe.web.tcp': ':80' }])).not.toContain('exec');
  });

  it('does nothing in shadow mode but probe', () => {
    const labels = { 'paramedic.heal.actions': 'recreate', 'paramedic.probe.db.exec': 'pg_isready' };
    expect(needs([labels], { PARAMEDIC_MODE: 'shadow' })).toEqual(['exec', 'logs', 'watch']);
  });

  it('asks for nothing on behalf of a container that is not watched', () => {
    const labels = { 'paramedic.enable': 'false', 'paramedic.heal.actions': 'recreate' };
    expect(needs([labels])).toEqual(['logs', 'restart', 'watch']);
  });
});
