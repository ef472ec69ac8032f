import { bodyOf, empty, json } from './answer.ts';
import type { Handle } from './routes.ts';

/** Images, networks, volumes. */
export const AROUND: Readonly<Record<string, Handle>> = {
  'GET /images/{id}/json': ({ parts, response, which }) =>
    json(response, {
      Id: parts.fleet.surroundings.imageId(which),
      RepoTags: [],
      RepoDigests: [],
      Config: { Labels: {} },
    }),
  'GET /networks': ({ parts, response }) => json(response, parts.fleet.surroundings.networks),
  'GET /networks/{id}': ({ parts, response, which }) => json(response, parts.fleet.surroundings.network(which)),
  'POST /networks/create': async ({ parts, request, response }) => {
    const { Name = '' } = (await bodyOf(request)) as { Name?: string };
    json(response, { Id: parts.fleet.surroundings.addNetwork(Name).Id, Warning: '' }, 201);
  },
  'DELETE /networks/{id}': ({ parts, which, response }) => {
    parts.fleet.surroundings.removeNetwork(which);
    empty(response);
  },
  'POST /networks/{id}/connect': async ({ parts, which, request, response }) => {
    const { Container = '', EndpointConfig = {} } = (await bodyOf(request)) as {
      Container?: string;
      EndpointConfig?: object;
    };
    const { Name } = parts.fleet.surroundings.network(which);
    const container = parts.fleet.get(Container);
    container.networks = { ...container.networks, [Name]: EndpointConfig };
    container.changed();
    empty(response, 200);
  },
  'POST /networks/{id}/disconnect': async ({ parts, which, request, response }) => {
    const { Container = '' } = (await bodyOf(request)) as { Container?: string };
    const { Name } = parts.fleet.surroundings.network(which);
    const container = parts.fleet.get(Container);
    const { [Name]: _, ...others } = container.networks;
    container.networks = others;
    container.changed();
    empty(response, 200);
  },
  'DELETE /volumes/{id}': ({ parts, which, response }) => {
    parts.fleet.surroundings.removeVolume(which);
    empty(response);
  },
};
