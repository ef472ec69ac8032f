/** A process of its own that starts the embedded Postgres of a data folder, says so, and stays. */
import { silentLogger } from '../../src/base/logger.ts';
import { startEmbedded } from '../../src/storage/embedded.ts';

const { url } = await startEmbedded(process.argv[2] ?? '', silentLogger);
process.stdout.write(`${url}\n`);
process.stdin.resume();
