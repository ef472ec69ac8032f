import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { parseExposition } from '../../support/exposition.ts';
import { targetView } from '../../support/fleet.ts';
import { Web } from '../../support/web.ts';

const HEALTHY = 'paramedic_containers{verdict="healthy"}';

describe('/metrics', () => {
  it('serves the exposition', async () => {
    await using web = await Web.start();
    web.fleet.views = [targetView()];
    const { headers, text } = await web.ask('/metrics');
    expect(headers).toMatchObject({ vary: 'accept-encoding', 'content-length': `${Buffer.byteLength(text)}` });
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(headers['content-encoding']).toBeUndefined();
    expect(parseExposition(text).get(HEALTHY)).toBe(1);
  });

  it.each(['gzip', 'deflate, gzip;q=0.5', '*'])('compresses it for whoever takes that: %s', async (encodings) => {
    await using web = await Web.start();
    web.fleet.views = [targetView()];
    const { headers, bytes } = await web.ask('/metrics', { headers: { 'accept-encoding': encodings } });
    expect(headers).toMatchObject({ vary: 'accept-encoding', 'content-encoding': 'gzip' });
    expect(parseExposition(`${gunzipSync(bytes)}`).get(HEALTHY)).toBe(1);
  });

  it.each(['identity', 'gzip;q=0', 'br'])('does not for whoever does not: %s', async (encodings) => {
    await using web = await Web.start();
    const { headers, text } = await web.ask('/metrics', { headers: { 'accept-encoding': encodings } });
    expect(headers['content-encoding']).toBeUndefined();
    expect(parseExposition(text).get(HEALTHY)).toBe(0);
  });

  it('answers many at once, each in the way it asked for', async () => {
    await using web = await Web.start();
    web.fleet.views = [targetView()];
    const ways = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'gzip' : 'identity'));
    const answers = await Promise.all(ways.map((way) => web.ask('/metrics', { headers: { 'accept-encoding': way } })));
    const texts = answers.map(({ bytes }, index) => `${ways[index] === 'gzip' ? gunzipSync(bytes) : bytes}`);
    expect(texts.map((text) => parseExposition(text).get(HEALTHY))).toEqual(ways.map(() => 1));
  });
});
