import { ensureBuild } from './steps/build.mjs';
import { ensureDependencies } from './steps/dependencies.mjs';
import { edge } from './steps/process.mjs';

/** `npm run setup`: dependencies as the lock file names them, and dist/ as the sources are. */
await edge(async () => {
  await ensureDependencies();
  await ensureBuild();
  return 0;
});
