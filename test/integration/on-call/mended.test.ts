import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { Clinic } from '../../support/clinic/clinic.ts';
import { boasting, CAUSE, FIX, mending, SICK_PORT, WELL_PORT } from '../../support/clinic/models.ts';

jest.setTimeout(240_000);

const IN_PLACE = { PARAMEDIC_CLAUDE_IN_PLACE: 'true' };
const SICK = `# Shop\n${SICK_PORT}`;
const WELL = `# Shop\n${WELL_PORT}`;

const joined = `
  SELECT i.status AS incident, i.resolution, i.heal_attempts, e.status AS escalation, e.outcome_reason, e.turns, e.branch,
         e.commits, e.diff_stat, e.cost_usd, e.report ->> 'rootCause' AS reported, e.transcript,
         r.outcome AS run, r.session_id = e.session_id AS same_session, a.action, a.asked_by = 'claude:' || e.id AS by_run,
         e.acted_at >= a.finished_at AS acted_last, i.resolved_at > a.intended_at AS seen_after,
         l.root_cause, l.fix
    FROM monitor_incidents i
    JOIN monitor_escalation_incidents j ON j.incident_id = i.id
    JOIN monitor_escalations e ON e.id = j.escalation_id
    JOIN monitor_runs r ON r.escalation_id = e.id
    JOIN monitor_remediations a ON a.incident_id = i.id AND a.asked_by IS NOT NULL
    JOIN monitor_lessons l ON l.escalation_id = e.id
   WHERE e.id = $1`;

describe('a service whose configuration in its repository is broken', () => {
  it('is mended by Claude Code, which counts once its health has been seen, and is remembered for the next time', async () => {
    await using clinic = await Clinic.open(mending(), IN_PLACE);
    const { repository, patient } = clinic;
    const row = await clinic.finished();
    const branch = `paramedic/${row.incident_id}`;
    const [story, ...more] = await clinic.sql(joined, row.id);
    expect(more).toEqual([]);
    expect(story).toMatchObject({
      ...{ incident: 'resolved', resolution: 'claude', escalation: 'resolved', outcome_reason: 'verified' },
      ...{ run: 'completed', same_session: true, turns: 9, branch, reported: CAUSE },
      ...{ action: 'restart', by_run: true, acted_last: true, seen_after: true },
      ...{ commits: [{ hash: expect.stringMatching(/^[0-9a-f]{40}$/), subject: 'Write the port as a number' }] },
      ...{ diff_stat: { files: 1, insertions: 1, deletions: 1 }, root_cause: CAUSE, fix: FIX },
    });
    expect(Number(story?.cost_usd)).toBeGreaterThan(0);
    const transcript = readFileSync(String(story?.transcript), 'utf8').trim().split('\n');
    const called = transcript.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'called');
    expect(called.map(({ tool }) => tool)).toEqual([
      ...['Read', 'mcp__paramedic__container_logs', 'Read', 'Edit', 'Bash', 'Bash'],
      ...['mcp__paramedic__container_restart', 'StructuredOutput'],
    ]);
    expect(await patient.inspect()).toMatchObject({ State: { Health: { Status: 'healthy' } } });
    expect(repository.git('symbolic-ref', '--short', 'HEAD')).toBe(branch);
    expect(repository.git('show', 'HEAD:app.conf')).toBe(WELL);
    expect(repository.git('show', 'main:app.conf')).toBe(SICK);
    const told = await clinic.events('escalation_resolved');
    expect(told.filter((event) => event === 'heal_failed' || event === 'incident_resolved')).toEqual([
      ...['heal_failed', 'incident_resolved'],
    ]);
    expect(clinic.told.items.find(({ event }) => event === 'incident_resolved')).toMatchObject({
      resolution: 'claude',
    });

    const asked = clinic.api.asked.length;
    expect(JSON.stringify(clinic.api.asked[0]?.body)).not.toContain('What helped before');
    repository.write('app.conf', `${SICK}\n`);
    repository.git('commit', '-qam', 'Make it a word again');
    await patient.restart();
    const again = await clinic.finished(2);
    expect(again).toMatchObject({ status: 'resolved', branch: `paramedic/${again.incident_id}` });
    expect(again.incident_id).not.toBe(row.incident_id);
    const briefing = JSON.stringify(clinic.api.asked[asked]?.body);
    for (const words of ['What helped before with the same signature', CAUSE, FIX]) expect(briefing).toContain(words);
  });

  it('is a matter for a person when Claude Code says that it is mended and it is not', async () => {
    await using clinic = await Clinic.open(boasting(), IN_PLACE);
    const { repository, patient } = clinic;
    const row = await clinic.overdue();
    expect(row).toMatchObject({
      ...{ status: 'inconclusive', outcome_reason: 'not_verified', acted_at: expect.any(Date), denials: [] },
      ...{ report: { rootCause: CAUSE, confidence: 'high' }, commits: [{ subject: 'Mend everything for good' }] },
    });
    const [incident] = await clinic.sql('SELECT status, resolution FROM monitor_incidents');
    expect(incident).toEqual({ status: 'escalated', resolution: null });
    expect(await clinic.sql('SELECT FROM monitor_lessons')).toEqual([]);
    expect(await clinic.events('escalation_inconclusive')).not.toContain('incident_resolved');
    expect(await patient.inspect()).toMatchObject({ State: { Health: { Status: 'unhealthy' } } });
    // What containers run from is as it was; what was tried stays to be looked at.
    expect(repository.git('symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(readFileSync(`${repository.path}/app.conf`, 'utf8')).toBe(`${SICK}\n`);
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(repository.git('show', `${row.branch}:app.conf`)).toContain('# The shop, mended');
  });

  it('runs on as it is while a fix is prepared beside it, on a branch for people to merge', async () => {
    await using clinic = await Clinic.open(mending());
    const { repository } = clinic;
    const before = [repository.git('rev-parse', 'HEAD'), repository.git('symbolic-ref', 'HEAD')];
    const row = await clinic.overdue();
    expect(row).toMatchObject({ status: 'inconclusive', outcome_reason: 'not_verified', denials: [] });
    expect([repository.git('rev-parse', 'HEAD'), repository.git('symbolic-ref', 'HEAD')]).toEqual(before);
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(readFileSync(`${repository.path}/app.conf`, 'utf8')).toBe(`${SICK}\n`);
    expect(repository.git('show', `${row.branch}:app.conf`)).toBe(WELL);
    expect(await clinic.events('escalation_inconclusive')).toContain('heal_failed');
  });
});
