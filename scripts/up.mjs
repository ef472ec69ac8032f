import { engineCure, engineState } from './steps/engine.mjs';
import { ensureImages, GRAFANA, isPresent } from './steps/images.mjs';
import { Cure, edge, run, say } from './steps/process.mjs';

/**
 * `npm run up`: the stack of docker-compose.yml, built, started and healthy. Where Grafana's image cannot be had the
 * stack comes up without it. Arguments after `--` go to `docker compose up`.
 */
await edge(async () => {
  const state = await engineState();
  if (state !== 'answers') throw new Cure(engineCure(state));
  await ensureImages({ grafana: true });
  const files = ['-f', 'docker-compose.yml'];
  const withGrafana = await isPresent(GRAFANA);
  if (!withGrafana) {
    say(
      `Without Grafana: ${GRAFANA} cannot be pulled from here. All else works; its service joins when the image is there.`,
    );
    files.push('-f', 'docker/compose.no-grafana.yml');
  }
  const code = await run('docker', ['compose', ...files, 'up', '-d', '--build', '--wait', ...process.argv.slice(2)]);
  if (code === 0) say(whereToLook(withGrafana));
  return code;
});

function whereToLook(withGrafana) {
  const at = (port) => `http://127.0.0.1:${port}`;
  return [
    `Paramedic   ${at(process.env.MONITOR_PORT ?? 8377)}   token: docker compose exec monitor cat /run/secrets/paramedic/token`,
    `Prometheus  ${at(process.env.PROMETHEUS_PORT ?? 9090)}`,
    ...(withGrafana ? [`Grafana     ${at(process.env.GRAFANA_PORT ?? 3000)}`] : []),
    'Postgres    docker compose exec postgres psql',
  ].join('\n');
}
