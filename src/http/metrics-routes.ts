import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Route, Sources } from './route.ts';

const zip = promisify(gzip);
/** Nine times smaller already at the fastest level. One piece at a time is handed over from the pool, so they are large. */
const optionsFor = ({ length }: Buffer) => ({
  level: constants.Z_BEST_SPEED,
  chunkSize: Math.max(constants.Z_DEFAULT_CHUNK, length >> 2),
});

/** Prometheus asks for gzip, and gets it from a thread of the pool: 5,000 containers are 4 MB of text. */
export const metricsRoutes = ({ metrics }: Sources): Route[] => {
  // Scrapes that share one rendering share its compression too.
  const zipped = new WeakMap<Buffer, Promise<Buffer>>();
  const zippedOnce = (text: Buffer): Promise<Buffer> => {
    const known = zipped.get(text) ?? zip(text, optionsFor(text));
    zipped.set(text, known);
    return known;
  };
  return [
    {
      path: '/metrics',
      handle: async (request, response) => {
        const text = await metrics.render();
        response.set('content-type', metrics.contentType).vary('accept-encoding');
        if (request.acceptsEncodings('gzip') === false) return void response.end(text);
        response.set('content-encoding', 'gzip').end(await zippedOnce(text));
      },
    },
  ];
};
