import { describe, expect, it } from '@jest/globals';
import { roleLine, welcome } from '../../../src/app/greeting.ts';
import { FakeFleet, STANDBY } from '../../support/fleet.ts';

const leader = new FakeFleet().leadership();

describe('what a person reads first', () => {
  it('says where to look, and claims nothing of a watch that has not begun', () => {
    const text = welcome('http://127.0.0.1:8377', { dataDir: '/srv/data', databaseUrl: undefined });
    expect(text).toMatch(/^Paramedic has started\n/);
    expect(text).not.toContain('watch');
    expect(text).toContain('  status page  http://127.0.0.1:8377/\n');
    expect(text).toContain('psql "$(npx paramedic db url)"');
    expect(text).toContain('/srv/data/logs/paramedic.log\n');
    expect(welcome('', { dataDir: '', databaseUrl: 'postgres://db' })).toContain('psql "$DATABASE_URL"');
  });

  it('says that it leads, or who does', () => {
    expect(roleLine(leader, 'heal')).toBe('Paramedic leads and is on watch');
    expect(roleLine(leader, 'shadow')).toMatch(/^Paramedic leads and is on watch \(shadow mode: .* does nothing\)$/);
    expect(roleLine(STANDBY, 'heal')).toBe('Paramedic stands by: box:8377 leads');
  });

  it('says nothing while nobody leads, and of a lead in doubt', () => {
    expect(roleLine({ ...STANDBY, leader: undefined }, 'heal')).toBeUndefined();
    expect(roleLine({ ...leader, role: 'uncertain' }, 'heal')).toBeUndefined();
  });
});
