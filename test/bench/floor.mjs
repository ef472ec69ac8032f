/*
 * The floor: the least that a Node healer can do. Event stream → restart, at once. It decides nothing, writes nothing and
 * forgets everything, so it is no healer to use; it is what the engine, its client library and Node cost by themselves.
 *
 *     node floor.mjs SOCKET LABEL STOP_TIMEOUT_SECONDS     heals containers with LABEL=true; says `ready` once
 */
import Dockerode from 'dockerode';

const [socketPath, label, stopTimeout] = process.argv.slice(2);
const docker = new Dockerode({ socketPath });

const restart = (id) =>
  docker
    .getContainer(id)
    .restart({ t: Number(stopTimeout) })
    .catch((error) => process.stderr.write(`${error.message}\n`));

const filters = { type: ['container'], event: ['health_status'], label: [`${label}=true`] };
const events = await docker.getEvents({ filters });
let rest = '';
events.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines.filter((text) => text.trim() !== '')) {
    const { Action, Actor } = JSON.parse(line);
    if (Action === 'health_status: unhealthy') void restart(Actor.ID);
  }
});
process.stdout.write('ready\n');
