import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainText } from '../../../src/base/plain-text.ts';
import { type ExternalAlert, readAlert } from '../../../src/incidents/external-alert.ts';

const alert = (part: Partial<ExternalAlert> = {}): ExternalAlert => ({
  status: 'firing',
  labels: { alertname: 'DiskFull', severity: 'critical', instance: 'db-1' },
  annotations: { summary: 'The disk is full', description: 'db-1 has 0 bytes left' },
  startsAt: '2026-11-20T12:00:00Z',
  generatorUrl: 'http://prometheus:9090/graph?g0.expr=up',
  fingerprint: '0A1B2C3D4E5F6071',
  ...part,
});
const severityOf = (severity: string) => {
  const reading = readAlert(alert({ labels: { alertname: 'X', severity } }));
  return reading.kind === 'firing' ? reading.severity : reading.kind;
};

describe('an alert of somebody else', () => {
  it('is an incident of the alert, whatever container it speaks of', () => {
    expect(readAlert(alert())).toEqual({
      kind: 'firing',
      target: 'alert/DiskFull/0a1b2c3d4e5f6071',
      severity: 'critical',
      description: 'db-1 has 0 bytes left',
      evidence: {
        labels: { alertname: 'DiskFull', severity: 'critical', instance: 'db-1' },
        annotations: { summary: 'The disk is full', description: 'db-1 has 0 bytes left' },
        startsAt: '2026-11-20T12:00:00Z',
        source: 'http://prometheus:9090/graph?g0.expr=up',
      },
    });
    expect(readAlert(alert({ status: 'resolved', annotations: {} }))).toEqual({
      kind: 'resolved',
      target: 'alert/DiskFull/0a1b2c3d4e5f6071',
    });
  });

  it.each([
    ['info', 'info'],
    ['Critical', 'critical'],
    ['page', 'warning'],
    ['', 'warning'],
  ])('of severity %j is one of severity %s', (given, severity) => {
    expect(severityOf(given)).toBe(severity);
  });

  it('is told by its description, else its summary, else its name', () => {
    const described = (annotations: Record<string, string>) => {
      const reading = readAlert(alert({ annotations }));
      return reading.kind === 'firing' ? reading.description : '';
    };
    expect(described({ summary: 's', description: '' })).toBe('s');
    expect(described({ message: 'm' })).toBe('m');
    expect(described({})).toBe('DiskFull');
    expect(described({ description: 'a\nb\u001b[31m DB_PASSWORD=hunter2secret' })).toBe(
      'a b [31m DB_PASSWORD=[redacted password]',
    );
  });

  it.each(['ParamedicIncident', 'ParamedicTest', 'ParamedicCriticalIncident'])(
    'is left out when it speaks of Paramedic: %s would keep itself alive',
    (alertname) => {
      expect(readAlert(alert({ labels: { alertname } }))).toEqual({ kind: 'skipped', reason: 'own_alert' });
    },
  );

  it.each([undefined, '', ' '])('needs a name: %j', (alertname) => {
    expect(readAlert(alert({ labels: alertname === undefined ? {} : { alertname } }))).toEqual({
      kind: 'skipped',
      reason: 'unnamed',
    });
  });

  it('without a fingerprint has one of its labels, in whatever order they come', () => {
    const labels = { alertname: 'X', a: '1', b: '2' };
    const made = readAlert(alert({ fingerprint: undefined, labels }));
    expect(made).toMatchObject({ target: expect.stringMatching(/^alert\/X\/[0-9a-f]{16}$/) });
    const turned = { b: '2', alertname: 'X', a: '1' };
    for (const fingerprint of [undefined, '', '../etc', 'zz']) {
      expect(readAlert(alert({ fingerprint, labels: turned }))).toMatchObject({
        target: (made as { target: string }).target,
      });
    }
    expect(readAlert(alert({ fingerprint: undefined, labels: { ...labels, b: '3' } }))).not.toMatchObject({
      target: (made as { target: string }).target,
    });
  });

  it('hides secrets, also those that only their name betrays', () => {
    const reading = JSON.stringify(
      readAlert(
        alert({
          labels: { alertname: 'X', db_password: 'hunter2secret' },
          annotations: { runbook: 'http://me:hunter2secret@wiki/x', api_key: 'hunter2secret' },
          generatorUrl: 'http://p/?token=hunter2secret',
        }),
      ),
    );
    expect(reading).not.toContain('hunter2secret');
  });

  it('comes out plain and small, under a target that people can type, whatever came in', () => {
    const any = fc.string({ unit: 'binary', maxLength: 3_000 });
    const pairs = fc.dictionary(any, any, { maxKeys: 60 });
    fc.assert(
      fc.property(any, pairs, pairs, fc.option(any, { nil: undefined }), (name, labels, annotations, fingerprint) => {
        const reading = readAlert(alert({ labels: { ...labels, alertname: `n${name}` }, annotations, fingerprint }));
        if (reading.kind !== 'firing') throw new Error(reading.kind);
        expect(reading.target).toMatch(/^alert\/[\w.:-]{1,100}\/[0-9a-f]{8,64}$/);
        expect(reading.description.length).toBeLessThanOrEqual(1_000);
        expect(reading.description.isWellFormed()).toBe(true);
        expect(reading.description).toBe(plainText(reading.description));
        expect(JSON.stringify(reading.evidence).length).toBeLessThanOrEqual(32_768);
      }),
    );
  });
});
