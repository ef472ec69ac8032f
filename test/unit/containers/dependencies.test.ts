import { describe, expect, it } from '@jest/globals';
import { composeDependencies, composeHome, networkOwner } from '../../../src/containers/dependencies.ts';

const dependsOn = (text: string) => composeDependencies({ 'com.docker.compose.depends_on': text });

describe("compose's own label", () => {
  it.each([
    ['db:service_healthy:false,cache:service_started:true', ['db', 'cache']],
    [' db , cache:service_started ', ['db', 'cache']],
    ['migrate:service_completed_successfully:false,db', ['db']],
    [',,::,:service_healthy', []],
    ['', []],
  ])('%j names the services that are needed', (text, services) => {
    expect(dependsOn(text)).toEqual(services);
  });

  it('that is not there names nobody', () => {
    expect(composeDependencies({})).toEqual([]);
  });
});

describe('the owner of the network', () => {
  it.each([
    ['container:vpn', 'vpn'],
    ['container:container:vpn', 'container:vpn'],
    ['my-container:vpn', undefined],
    ['container:', undefined],
    ['bridge', undefined],
    ['', undefined],
  ])('of %j is %j', (mode, owner) => {
    expect(networkOwner(mode)).toBe(owner);
  });
});

describe('the home in compose', () => {
  const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };

  it('needs both, project and service', () => {
    expect(composeHome(labels)).toEqual({ project: 'shop', service: 'web' });
    expect(composeHome({ 'com.docker.compose.project': 'shop' })).toBeUndefined();
    expect(composeHome({ 'com.docker.compose.service': 'web' })).toBeUndefined();
    expect(composeHome({ ...labels, 'com.docker.compose.service': '' })).toBeUndefined();
    expect(composeHome({})).toBeUndefined();
  });
});
