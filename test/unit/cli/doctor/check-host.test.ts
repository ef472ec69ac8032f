import { describe, expect, it } from '@jest/globals';
import { ParamedicError } from '../../../../src/base/errors.ts';
import { checkHost } from '../../../../src/cli/doctor/check-host.ts';
import { statusReport } from '../../../../src/incidents/report/status.ts';
import { FakeFleet, hostSample, NOW } from '../../../support/fleet.ts';

const readable = { value: hostSample() };
const unreadable = {
  error: new ParamedicError('host_unreadable', 'cannot sample the machine from /proc: ENOENT', { cure: 'use Linux' }),
};

/** What a monitor says of itself. */
const monitor = (samples: boolean, connected = true) => {
  const fleet = new FakeFleet();
  if (!samples) fleet.host = undefined;
  const report = statusReport(fleet, '1.2.3', NOW);
  return { ...report, engine: { ...report.engine, connected } };
};

describe('host', () => {
  it('is fine where a running monitor samples it, whatever can be read here', () => {
    expect(checkHost(monitor(true), unreadable)).toMatchObject({ level: 'ok' });
  });

  it('that cannot be read is a warning with the cure, with and without a monitor', () => {
    const expected = {
      level: 'warn',
      name: 'host',
      message: expect.stringMatching(/^cannot sample the machine from \/proc: ENOENT: neither a full disk nor/),
      cure: 'use Linux',
    };
    expect(checkHost(undefined, unreadable)).toEqual(expected);
    expect(checkHost(monitor(false), unreadable)).toEqual(expected);
    expect(checkHost(undefined, { error: new Error('no') })).toMatchObject({ cure: expect.stringContaining('/proc') });
  });

  it('is not fine where the monitor does not sample it, though it could be done here', () => {
    expect(checkHost(monitor(false), readable)).toMatchObject({ level: 'warn', cure: expect.stringContaining('log') });
  });

  it('is fine where nobody samples it yet and it can be done', () => {
    expect(checkHost(undefined, readable)).toMatchObject({ level: 'ok', message: 'can be sampled' });
    expect(checkHost(monitor(false, false), readable)).toMatchObject({ level: 'ok', message: 'can be sampled' });
  });
});
