import { describe, expect, it } from '@jest/globals';
import { oneShotJobs, placeOf } from '../../../src/watch/place.ts';

const own = { containerId: 'me', databaseHost: 'db' };
const compose = (project: string, service: string, more: Record<string, string> = {}) => ({
  'com.docker.compose.project': project,
  'com.docker.compose.service': service,
  ...more,
});
const place = (id: string, labels: Record<string, string>, jobs: string[] = []) =>
  placeOf({ id, labels }, own, 'stack', new Set(jobs));

describe('what a container is to us', () => {
  it('knows itself, its own stack and its own database', () => {
    expect(place('me', {})).toBe('own_container');
    expect(place('x', { 'paramedic.stack': 'prometheus' })).toBe('own_stack');
    expect(place('x', compose('stack', 'db'))).toBe('own_stack');
    expect(place('x', compose('other', 'db'))).toBe('ordinary');
    expect(place('x', compose('stack', 'shop'))).toBe('ordinary');
  });

  it('leaves swarm tasks, one-off runs and jobs to those who run them', () => {
    expect(place('x', { 'com.docker.swarm.task.id': 't' })).toBe('swarm_managed');
    expect(place('x', compose('shop', 'web', { 'com.docker.compose.oneoff': 'True' }))).toBe('one_off');
    expect(place('x', compose('shop', 'migrate'), ['shop/migrate'])).toBe('one_shot_job');
    expect(place('x', compose('mall', 'migrate'), ['shop/migrate'])).toBe('ordinary');
  });

  it('a database of nobody is not ours', () => {
    const nobody = { containerId: undefined, databaseHost: undefined };
    expect(placeOf({ id: 'x', labels: {} }, nobody, undefined, new Set())).toBe('ordinary');
  });

  it('reads jobs from what compose writes of depends_on', () => {
    const labels = compose('shop', 'web', {
      'com.docker.compose.depends_on': 'migrate:service_completed_successfully:false,db:service_healthy:true',
    });
    expect([...oneShotJobs([{ labels }, { labels: {} }])]).toEqual(['shop/migrate']);
  });
});
