import { ensureImages } from './steps/images.mjs';
import { edge } from './steps/process.mjs';

/** `npm run images`: every image that compose and the tests need, pulled or, without a registry, built from packages. */
await edge(async () => {
  await ensureImages();
  return 0;
});
