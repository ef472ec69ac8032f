import { describe, expect, it, jest } from '@jest/globals';
import { checkPermissions } from '../../src/cli/doctor/checks.ts';
import { engineReport } from '../../src/errands.ts';
import { engineClient, runContainer } from '../support/engine.ts';
import { engineProxy } from '../support/engine-proxy.ts';
import { validConfig } from '../support/valid-config.ts';

jest.setTimeout(60_000);

const LABELS = { 'paramedic.heal.actions': 'exec, restart, recreate', 'paramedic.heal.exec': 'true' };

describe('doctor behind a socket proxy before the real engine', () => {
  it('names what is refused and the cure, and changes nothing by asking', async () => {
    await using proxy = await engineProxy();
    await using container = await runContainer({ labels: LABELS });
    const before = await container.inspect();
    const config = validConfig({ DOCKER_HOST: proxy.dockerHost });

    const open = await engineReport(config);
    expect(open.denied).toEqual([]);
    expect(checkPermissions(open)).toMatchObject([{ level: 'ok' }]);

    proxy.deny(/^(POST|DELETE) (?!\/containers\/\w+\/exec)/);
    const closed = await engineReport(config);
    const checks = checkPermissions(closed);
    expect(checks).toContainEqual({
      level: 'fail',
      name: 'engine permissions',
      message: '`restart` cannot work, for these are refused: POST /containers/{id}/restart',
      cure: 'Allow POST /containers/{id}/restart in the socket proxy or authorization plugin.',
    });
    expect(checks.find(({ message }) => message.startsWith('`recreate`'))?.message).toContain(
      'POST /containers/create',
    );
    expect(checks.find(({ message }) => message.startsWith('`exec`'))?.message).toMatch(
      /refused: POST \/exec\/\{id\}\/start$/,
    );
    expect(checks.filter(({ message }) => message.startsWith('`watch`'))).toEqual([]);

    expect((await container.inspect()).State).toEqual(before.State);
    const names = (await engineClient().listContainers({ all: true })).flatMap(({ Names }) => Names);
    expect(names).not.toContain('/paramedic-permission-probe');
  });

  it('says what it cannot even see', async () => {
    await using proxy = await engineProxy();
    proxy.deny(/containers\/json/);
    await expect(engineReport(validConfig({ DOCKER_HOST: proxy.dockerHost }))).rejects.toMatchObject({
      code: 'engine_denied',
      cure: 'allow GET /containers/json in the socket proxy or authorization plugin',
    });
  });
});
