import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../src/config/load.ts';
import { nextNumber } from '../../../src/watch/news.ts';
import { Rules } from '../../../src/watch/rules.ts';

const noFile = () => {
  throw Object.assign(new Error('no file'), { code: 'ENOENT' });
};
const loaded = loadConfig({ env: {}, cwd: '/', readFile: noFile });
if (!loaded.ok) throw new Error('the defaults are valid');
const { config } = loaded;
const compose = (service: string, more: Record<string, string> = {}) => ({
  id: service,
  target: `shop/${service}#1`,
  labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': service, ...more },
});
const web = compose('web', { 'com.docker.compose.depends_on': 'migrate:service_completed_successfully:false' });

describe('rules', () => {
  it('know a job as soon as the container that waits for it is made, and forget it with the next list that was asked for since', () => {
    const rules = new Rules(config, { containerId: undefined, databaseHost: undefined });
    expect(rules.placeOf(compose('migrate'))).toBe('ordinary');
    const before = nextNumber();
    rules.learnJobsOf(web);
    expect(rules.placeOf(compose('migrate'))).toBe('one_shot_job');
    rules.learn([compose('web')], before);
    expect(rules.placeOf(compose('migrate'))).toBe('one_shot_job');
    rules.learn([web], nextNumber());
    expect(rules.placeOf(compose('migrate'))).toBe('one_shot_job');
    rules.learn([compose('web')], nextNumber());
    expect(rules.placeOf(compose('migrate'))).toBe('ordinary');
  });

  it('learn the own project from a list, whatever its order', () => {
    const rules = new Rules(config, { containerId: 'monitor', databaseHost: 'db' });
    expect(rules.placeOf(compose('db'))).toBe('ordinary');
    rules.learn([compose('db'), compose('monitor')], nextNumber());
    expect(rules.placeOf(compose('monitor'))).toBe('own_container');
    expect(rules.placeOf(compose('db'))).toBe('own_stack');
  });
});
