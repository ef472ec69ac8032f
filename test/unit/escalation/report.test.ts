import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lessonOf } from '../../../src/escalation/lesson.ts';
import { REPORT_SCHEMA, readReport } from '../../../src/escalation/report.ts';
import { signatureOf } from '../../../src/escalation/signature.ts';
import { T0 } from '../../support/charts.ts';
import { escalation, troubled } from '../../support/escalations.ts';

const REPORT = {
  root_cause: 'A comma was missing in app.json.',
  confidence: 'high',
  actions: ['Added the comma.', 'Restarted shop/web#1.'],
  files_changed: ['app.json'],
  follow_up: ['Merge the branch.'],
};

describe('readReport', () => {
  it('reads what the schema asks for', () => {
    expect(readReport(REPORT)).toEqual({
      rootCause: 'A comma was missing in app.json.',
      confidence: 'high',
      actions: ['Added the comma.', 'Restarted shop/web#1.'],
      filesChanged: ['app.json'],
      followUp: ['Merge the branch.'],
    });
    expect(Object.keys(REPORT_SCHEMA.properties).sort()).toEqual(Object.keys(REPORT).sort());
  });

  it('takes no control characters, no secrets, and no more than it may', () => {
    const given = {
      ...REPORT,
      root_cause: `\u001b[31mDB_PASSWORD=hunter22hunter22 ${'x'.repeat(9_000)}`,
      actions: Array.from({ length: 99 }, () => 'y'.repeat(9_000)),
    };
    const read = readReport(given);
    expect(read?.rootCause).not.toContain('hunter22');
    expect(read?.rootCause).not.toContain('\u001b');
    expect(read?.rootCause.length).toBeLessThanOrEqual(2_000);
    expect(read?.actions).toHaveLength(30);
    expect(read?.actions[0]).toHaveLength(500);
  });

  it.each([
    ['nothing', undefined],
    ['no cause', { ...REPORT, root_cause: ' ' }],
    ['a confidence that nobody offered', { ...REPORT, confidence: 'certain' }],
    ['a list', [REPORT]],
    ['text', 'fixed'],
  ])('takes no report from %s', (_what, given) => {
    expect(readReport(given)).toBeUndefined();
  });

  it('never fails', () => {
    fc.assert(fc.property(fc.jsonValue(), (given) => void readReport(given)));
  });
});

describe('lessonOf', () => {
  const incident = troubled();
  const report = readReport(REPORT);
  const commits = [{ hash: 'abc123', subject: 'Add the missing comma' }];

  it('remembers cause and fix under the signature of the fault', () => {
    expect(lessonOf(escalation(), incident, { ...(report && { report }), commits }, T0, 'id')).toEqual({
      id: 'id',
      signature: signatureOf(incident),
      incidentType: 'container_unhealthy',
      target: 'shop/web#1',
      image: 'shop/web',
      learntAt: T0,
      escalationId: escalation().id,
      rootCause: 'A comma was missing in app.json.',
      fix: 'Added the comma. Restarted shop/web#1.',
      commits,
    });
  });

  it('falls back on the commits, and has nothing to tell without a report', () => {
    const silent = readReport({ ...REPORT, actions: [] });
    expect(lessonOf(escalation(), incident, { ...(silent && { report: silent }), commits }, T0, 'id')?.fix).toBe(
      'Add the missing comma',
    );
    expect(lessonOf(escalation(), incident, { commits }, T0, 'id')).toBeUndefined();
  });
});
