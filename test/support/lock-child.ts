/** A process of its own that holds the lock of a data folder, says so, and stays. */
import { silentLogger } from '../../src/base/logger.ts';
import { lockFolder } from '../../src/storage/folder-lock.ts';

await lockFolder(process.argv[2] ?? '', silentLogger);
process.stdout.write('locked\n');
process.stdin.resume();
