import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { silentLogger } from '../../../src/base/logger.ts';
import { migrate } from '../../../src/storage/migrate.ts';
import { STORAGE_SUITES } from '../../contract/storage/suites.ts';
import { createDatabase, type FreshDatabase } from '../../support/postgres.ts';

// Each test makes a database on a server in a container.
jest.setTimeout(60_000);

const password = randomBytes(12).toString('hex');
let container: StartedTestContainer;
let url: string;
let template: string;

beforeAll(async () => {
  container = await new GenericContainer('postgres:17')
    .withEnvironment({ POSTGRES_USER: 'paramedic', POSTGRES_PASSWORD: password })
    .withTmpFs({ '/var/lib/postgresql/data': 'rw' })
    .withExposedPorts(5432)
    // While the image initialises itself its server does not listen on TCP.
    .withHealthCheck({ test: ['CMD', 'pg_isready', '-h', '127.0.0.1'], interval: 300, timeout: 3_000, retries: 100 })
    .withWaitStrategy(Wait.forHealthCheck())
    .start();
  url = `postgresql://paramedic:${password}@${container.getHost()}:${container.getMappedPort(5432)}/paramedic`;
  const migrated = await createDatabase(url);
  await migrate(migrated.url, silentLogger);
  template = new URL(migrated.url).pathname.slice(1);
}, 120_000);

afterAll(async () => {
  await container.stop({ timeout: 0 });
});

const fresh = (): Promise<FreshDatabase> => createDatabase(url, template);

describe('storage on the postgres:17 image that compose runs', () => {
  for (const suite of STORAGE_SUITES) suite(fresh);
});
